//! Score ballots.

use domain::vote::tally::lot::Lot;
use domain::vote::tally::majority_judgment::Judgment;
use domain::vote::tally::score::Scores as Counted;
use domain::vote::tally::star::{RunOffTie, Star};
use serde_json::{Map, Value, json};

use super::super::Scores;
use super::{each, names, number, numbers, object};

pub fn report(file: &Scores) -> Map<String, Value> {
    let mut scores = Counted::new(file.names.len());
    file.ballots.iter().for_each(|ballot| scores.add(ballot, 1));
    let options = || 0..scores.options();
    let medians: Vec<Value> = options().map(|option| json!(scores.lower_median(option))).collect();
    let means = options().map(|option| scores.mean(option)).map(|mean| json!(format!("{}/{}", mean.sum, mean.voters)));
    let distributions: Vec<Value> = options().map(|option| json!(scores.distribution(option))).collect();
    let approvals: Vec<u64> = options().map(|option| scores.at_least(option, 4)).collect();
    let star = Star::count(&scores, &Lot::ascending(scores.options()));
    object([
        ("kind", json!("score")),
        ("options", names(&file.names)),
        ("ballots", json!(scores.voters)),
        ("blank_cells", json!(scores.blanks)),
        (
            "score",
            json!({
                "totals": each(&scores.sums()),
                "means": each(&means.collect::<Vec<_>>()),
                "winners": numbers(&scores.winners()),
                "distribution_0_to_5": each(&distributions),
                "lower_median": each(&medians),
            }),
        ),
        ("star", self::star(&star)),
        ("majority_judgment_winners", numbers(&Judgment::count(&scores).winners)),
        ("approval_at_4_plus", each(&approvals)),
    ])
}

fn star(star: &Star) -> Value {
    let mut ties = Map::new();
    for (which, tie) in ["first finalist", "second finalist"].into_iter().zip(&star.ties) {
        if let Some(tie) = tie {
            let value = json!({
                "tied": numbers(&tie.tied),
                "after_head_to_head": numbers(&tie.after_head_to_head),
                "after_most_fives": numbers(&tie.after_most_fives),
            });
            ties.insert(which.to_owned(), value);
        }
    }
    let mut run_off = Map::new();
    if let Some(counted) = &star.run_off {
        for (finalist, votes) in star.finalists.iter().zip(counted.votes) {
            run_off.insert((finalist + 1).to_string(), json!(votes));
        }
        run_off.insert("no_preference".to_owned(), json!(counted.no_preference));
        let by = match counted.tie {
            None => None,
            Some(RunOffTie::HigherSum) => Some("higher total score"),
            Some(RunOffTie::MostFives | RunOffTie::Lot) => Some("most fives, then lot"),
        };
        ties.extend(by.map(|by| ("runoff".to_owned(), json!(by))));
    }
    json!({"finalists": numbers(&star.finalists), "runoff": run_off, "winner": number(star.winner()), "ties": ties})
}
