//! Made-up cases with known outcomes: ties, cycles, blanks, overvotes, and quorums missed by a hundredth of a square
//! metre.

use std::collections::BTreeMap;

use domain::vote::tally::owners::{Decision, Flat, Matter, Voice};
use domain::vote::tally::strict::Overvote;
use sanhui::tally::{Ranked, Scores, Votes, Wish, report};
use serde_json::{Map, Value, json};

use super::{differences, folders, json};

/// The cases of the file of this name, from every folder of votes.
fn cases(name: &str) -> Vec<Value> {
    let mut cases = Vec::new();
    for folder in folders() {
        let file = [folder.join(name), folder.join("synthetic").join(name)].into_iter().find(|file| file.exists());
        let file = json(&file.unwrap_or_else(|| panic!("{name} is not in {}", folder.display())));
        cases.extend(file["cases"].as_array().unwrap().iter().cloned());
    }
    assert!(!cases.is_empty());
    cases
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

fn place(option: &Value) -> usize {
    usize::try_from(number(option)).unwrap() - 1
}

fn counted(votes: &Votes) -> Value {
    report(votes, Wish { method: None, overvote: Overvote::Stop }).unwrap()
}

#[test]
fn ranked_cases() {
    let mut found = Vec::new();
    for case in cases("ranked_cases.json") {
        let names =
            case["options"].as_object().unwrap().values().map(|name| name.as_str().unwrap().to_owned()).collect();
        let group = |group: &Value| group.as_array().unwrap().iter().map(place).collect();
        let ballot = |ballot: &Value| (ballot[1].as_array().unwrap().iter().map(group).collect(), number(&ballot[0]));
        let ballots = case["ballots"].as_array().unwrap().iter().map(ballot).collect();
        let full = counted(&Votes::Ranked(Ranked::new(names, ballots)));
        // The cases name winners only, so the report is shortened to them.
        let mut ours = Map::new();
        for (key, value) in full.as_object().unwrap() {
            let short = match key.as_str() {
                "plurality" => value["counts"].clone(),
                "irv" => value["winner"].clone(),
                "borda_doubled" => value["scores"].clone(),
                key if key.ends_with("_votes") || key.ends_with("_margins") => value["winners"].clone(),
                _ => value.clone(),
            };
            ours.insert(key.clone(), short);
        }
        ours.insert("irv_put".to_owned(), full["irv"]["put_winners"].clone());
        ours.insert("irv_rounds".to_owned(), full["irv"]["rounds"].clone());
        differences(case["name"].as_str().unwrap(), &case["expected"], &Value::Object(ours), &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn score_cases() {
    let mut found = Vec::new();
    for mut case in cases("score_cases.json") {
        let names = case["options"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
        let score = |score: &Value| score.as_u64().map(|score| u8::try_from(score).unwrap());
        let ballot = |ballot: &Value| ballot.as_array().unwrap().iter().map(score).collect();
        let ballots = case["ballots"].as_array().unwrap().iter().map(ballot).collect();
        let ours = counted(&Votes::Scores(Scores { names, ballots }));
        case["expected"].as_object_mut().unwrap().remove("cross_checks"); // the outcomes that other programs found
        differences(case["name"].as_str().unwrap(), &case["expected"], &ours, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn owners_cases() {
    let mut found = Vec::new();
    for case in cases("owners_vote_cases.json") {
        let matter = if case["weighty"] == true { Matter::Special } else { Matter::Ordinary };
        let flat =
            |unit: &Value| Flat { owner: unit["owner"].as_str().unwrap().to_owned(), area: number(&unit["area"]) };
        let voice = |vote: &Value| match vote.as_str() {
            None => None,
            Some("for") => Some(Voice::For),
            Some("against") => Some(Voice::Against),
            Some("abstain") => Some(Voice::Abstain),
            Some(other) => panic!("{other}"),
        };
        let votes = case["votes"].as_object().unwrap();
        let voices: BTreeMap<String, Option<Voice>> =
            votes.iter().map(|(owner, vote)| (owner.clone(), voice(vote))).collect();
        let flats = case["units"].as_array().unwrap().iter().map(flat);
        let decision = Decision::count(matter, flats, |owner| voices.get(owner).copied().flatten());
        let ours = json!({
            "total_area": decision.total.area, "total_heads": decision.total.heads,
            "part_area": decision.participating.area, "part_heads": decision.participating.heads,
            "for_area": decision.in_favour.area, "for_heads": decision.in_favour.heads,
            "quorum": decision.quorum, "threshold": decision.threshold, "passed": decision.passed(),
        });
        differences(case["name"].as_str().unwrap(), &case["expected"], &ours, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
