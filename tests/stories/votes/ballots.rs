//! Ballots: receipts, households, limits, ties, quorums, and the moment of closing.

use chrono::TimeDelta;
use domain::ids::VoteId;
use domain::vote::ballot::Ballot;
use domain::vote::receipt::{Commitment, Nonce};
use tests::{Person, TwoInstances, Value, json, story, two_instances};

use crate::flow::Flow;

/// A vote on this many designs, open for a week. The fields of `extra` are added to its draft.
pub async fn opened(flow: &Flow, designs: usize, extra: Value) -> Value {
    let project = flow.project().await;
    flow.sourced(&project).await;
    for number in 1..=designs {
        let design = flow.design(&project, &format!("方案{number}")).await;
        flow.reviewed(&design).await;
    }
    flow.moderator.does("open_publicity").at("project", &project).ok().await;
    flow.held("coordination", &project).await;
    let mut draft = json!({"project_id": project["id"], "title": "设计方案表决", "closes_at": flow.town.in_days(7), "objection_days": 0});
    draft.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    let vote = flow.moderator.does("draft_vote").with(draft).ok().await;
    flow.moderator.does("build_roll").at("vote", &vote).ok().await;
    flow.moderator.does("open_vote").at("vote", &vote).ok().await
}

/// Casts a ballot with these choices, and gives the receipt.
async fn cast(voter: &Person, vote: &Value, choices: Value) -> Value {
    voter.does("cast_ballot").at("vote", vote).with(json!({"choices": choices})).ok().await
}

/// Waits until the vote is over, and gives its result.
pub async fn result_in_a_week(flow: &Flow, vote: &Value) -> Value {
    flow.town.later(TimeDelta::days(8));
    flow.public.does("read_result").at("vote", vote).ok().await
}

#[test]
fn a_receipt_is_the_same_for_the_same_choice_and_commits_to_it() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voter = flow.neighbours(&["王芳"]).await.remove(0);
        let vote = flow.open_vote().await;
        let first = cast(&voter, &vote, json!([1])).await;
        town.later(TimeDelta::minutes(5));
        assert_eq!(cast(&voter, &vote, json!([1])).await, first, "repeated");
        assert_ne!(cast(&voter, &vote, json!([2])).await["tracker"], first["tracker"], "changed");

        let nonce = "5a".repeat(32);
        let own = json!({"choices": [2], "nonce": nonce});
        let receipt = voter.does("cast_ballot").at("vote", &vote).with(own.clone()).ok().await;
        let id = VoteId(vote["id"].as_str().unwrap().parse().unwrap());
        let commitment = Commitment::to(id, Nonce([0x5A; 32]), &Ballot::from_canonical("marks:2").unwrap());
        assert_eq!(receipt["commitment"], commitment.to_string());
        assert_eq!(receipt["tracker"], commitment.tracker());
        assert_eq!(voter.does("cast_ballot").at("vote", &vote).with(own).ok().await, receipt);
        assert_eq!(voter.does("read_my_receipt").at("vote", &vote).ok().await, receipt);
        for nonce in ["5A".repeat(32), "5a".repeat(31)] {
            let malformed = json!({"choices": [2], "nonce": nonce});
            voter.does("cast_ballot").at("vote", &vote).with(malformed).refused_for("/nonce").await;
        }
    });
}

#[test]
fn a_household_has_one_ballot_which_any_member_may_cast() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let (wang, li, chen) = (town.resident("王芳").await, town.resident("李强").await, town.resident("陈静").await);
        for (person, room) in [(&wang, "502"), (&li, "502"), (&chen, "503")] {
            person.moves_in(&flow.unit, "3", room, &flow.moderator).await;
        }
        let vote = opened(&flow, 2, json!({"electorate": "household"})).await;
        assert_eq!(vote["roll"]["voters"], 2);
        cast(&wang, &vote, json!([1])).await;
        assert_eq!(li.does("read_my_eligibility").at("vote", &vote).ok().await["has_cast"], true);
        let changed = cast(&li, &vote, json!([2])).await;
        assert_eq!(wang.does("read_my_receipt").at("vote", &vote).ok().await, changed);
        cast(&chen, &vote, json!([2])).await;
        let turnout = flow.public.does("read_turnout").at("vote", &vote).ok().await;
        assert_eq!(
            turnout["by_building"],
            json!([{"building": null, "eligible": 2, "cast": 2}]),
            "a small cell is merged"
        );
        let result = result_in_a_week(&flow, &vote).await;
        assert_eq!((&result["heads"]["cast"], &result["standings"][0]["votes"]), (&json!(2), &json!(2)));
    });
}

#[test]
fn three_designs_are_approved_within_the_limit_and_a_tie_goes_by_the_lot_order() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强", "陈静"]).await;
        let vote = opened(&flow, 3, json!({"lot_order": [3, 2, 1]})).await;
        assert_eq!((&vote["rule"]["method"], &vote["rule"]["at_most"]), (&json!("approve"), &json!(2)));
        let all = voters[0].does("cast_ballot").at("vote", &vote).with(json!({"choices": [1, 2, 3]}));
        assert_eq!(all.refused_for("/choices").await["errors"][0]["code"], "too_many_marked");
        for (voter, choices) in voters.iter().zip([json!([1, 2]), json!([2, 1]), json!([3])]) {
            cast(voter, &vote, choices).await;
        }
        let result = result_in_a_week(&flow, &vote).await;
        let standings = result["standings"].as_array().unwrap();
        let counted: Vec<_> =
            standings.iter().map(|one| (one["option"]["number"].clone(), one["votes"].clone())).collect();
        assert_eq!(counted, [(json!(2), json!(2)), (json!(1), json!(2)), (json!(3), json!(1))]);
        assert_eq!(
            (&result["elected"]["number"], &result["by_lot"], &result["tied"]),
            (&json!(2), &json!(true), &json!([2, 1]))
        );
    });
}

#[test]
fn a_missed_quorum_is_explained_and_another_vote_may_follow() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强", "陈静"]).await;
        let quorum = json!({"base": "eligible", "cmp": "ge", "num": 1, "den": 2});
        let vote = opened(&flow, 2, json!({"quorum": quorum})).await;
        let project = vote["project_id"].clone();
        let again =
            || json!({"project_id": project, "title": "再次表决", "closes_at": town.in_days(7), "objection_days": 0});
        flow.moderator.does("draft_vote").with(again()).refused("vote-not-finished").await;
        cast(&voters[0], &vote, json!([1])).await;
        let result = result_in_a_week(&flow, &vote).await;
        assert_eq!((&result["elected"], &result["no_result"]), (&Value::Null, &json!("quorum_missed")));
        assert_eq!(
            result["legs"][0]["explained_zh"],
            "参与率：收回1票，名册应投票数3；要求不少于1/2，即至少2票：未达到。"
        );
        flow.moderator.does("draft_vote").with(again()).refused("vote-not-finished").await;
        flow.colleague.does("certify_result").at("vote", &vote).ok().await;
        flow.colleague.does("certify_result").at("vote", &vote).refused("result-already-certified").await;

        let second = flow.moderator.does("draft_vote").with(again()).ok().await;
        flow.moderator.does("build_roll").at("vote", &second).ok().await;
        flow.moderator.does("open_vote").at("vote", &second).ok().await;
        cast(&voters[0], &second, json!([2])).await;
        result_in_a_week(&flow, &second).await;
        flow.steward.does("certify_result").at("vote", &second).ok().await;
        flow.moderator.does("draft_vote").with(again()).refused("vote-already-decided").await;
    });
}

#[test]
fn every_ballot_acknowledged_before_the_close_is_counted_and_none_after() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let names: Vec<String> = (0..20).map(|number| format!("居民{number}")).collect();
        let voters = flow.neighbours(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let vote = flow.open_vote().await;
        for person in voters.iter().chain([&flow.moderator]) {
            person.token().await;
        }
        let casts = voters.iter().enumerate().map(|(turn, voter)| {
            let deed = voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [turn % 2 + 1]}));
            if turn % 2 == 0 { deed.answer() } else { deed.through(&other).answer() }
        });
        let mut deeds: Vec<_> = casts.collect();
        let reason = json!({"reason": "名册上的居民均有机会投票"});
        deeds.insert(10, flow.moderator.does("close_vote").at("vote", &vote).with(reason).answer());
        let mut answers = futures_util::future::join_all(deeds).await;
        let closed = answers.remove(10);
        assert_eq!(closed.status, 200, "{}", closed.json());
        let acknowledged = answers.iter().filter(|answer| answer.status == 200).count();
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            assert!([409, 503].contains(&answer.status), "{} {}", answer.status, answer.json());
        }
        let result = flow.public.does("read_result").at("vote", &vote).through(&other).ok().await;
        assert_eq!(result["heads"]["cast"], acknowledged);
    });
}

#[test]
fn a_vote_announced_for_later_takes_ballots_from_then_on() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voter = flow.neighbours(&["王芳"]).await.remove(0);
        let project = flow.publicized().await.0;
        flow.held("coordination", &project).await;
        let draft = |opens: i64, closes: i64| json!({"project_id": project["id"], "title": "表决", "opens_at": town.in_days(opens), "closes_at": town.in_days(closes)});
        let drafting = |opens, closes| flow.moderator.does("draft_vote").with(draft(opens, closes));
        drafting(-1, 5).refused_for("/opens_at").await;
        drafting(5, 5).refused_for("/opens_at").await;
        drafting(-2, -1).refused_for("/closes_at").await;
        drafting(1, 400).refused_for("/closes_at").await;
        let vote = drafting(2, 5).ok().await;
        flow.moderator.does("open_vote").at("vote", &vote).refused("roll-not-built").await;
        flow.public.does("read_turnout").at("vote", &vote).refused("vote-not-opened").await;
        flow.public.does("read_result").at("vote", &vote).refused("vote-not-opened").await;
        flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        let open = flow.moderator.does("open_vote").at("vote", &vote).ok().await;
        assert_eq!((&open["status"], &open["begins_at"]), (&json!("open"), &vote["opens_at"]));
        flow.moderator.does("build_roll").at("vote", &vote).refused("vote-already-opened").await;
        flow.colleague.does("certify_result").at("vote", &vote).refused("vote-still-open").await;

        let ballot = || voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]}));
        ballot().refused("vote-not-begun").await;
        assert_eq!(voter.does("read_my_eligibility").at("vote", &vote).ok().await["reason"], "not_begun_yet");
        town.later(TimeDelta::days(2));
        assert_eq!(voter.does("read_my_eligibility").at("vote", &vote).ok().await["eligible"], true);
        ballot().ok().await;
        let open = flow.public.does("list_votes").at("status", "open").ok().await;
        assert_eq!(open["items"][0]["id"], vote["id"]);
        town.later(TimeDelta::days(3));
        for (status, count) in [("open", 0), ("closed", 1)] {
            let listed = flow.public.does("list_votes").at("status", status).ok().await;
            assert_eq!(listed["items"].as_array().unwrap().len(), count, "{status}");
        }
    });
}

#[test]
fn the_preflight_names_every_shut_gate() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        flow.neighbours(&["王芳"]).await;
        let project = flow.project().await;
        let draft = || json!({"project_id": project["id"], "title": "设计方案表决", "closes_at": town.in_days(30)});
        flow.moderator.does("draft_vote").with(draft()).refused("project-not-in-publicity").await;
        flow.sourced(&project).await;
        let mut designs = Vec::new();
        for title in ["方案一", "方案二", "方案三"] {
            designs.push(flow.design(&project, title).await);
            flow.reviewed(&designs[designs.len() - 1]).await;
        }
        flow.moderator.does("open_publicity").at("project", &project).ok().await;
        let mut unknown = draft();
        unknown["design_ids"] = json!([designs[0]["id"], project["id"]]);
        flow.moderator.does("draft_vote").with(unknown).refused_for("/design_ids/1").await;
        let vote = flow.moderator.does("draft_vote").with(draft()).ok().await;
        let withdrawing = flow.moderator.does("withdraw_design").at("design", &designs[2]);
        withdrawing.with(json!({"reason": "设计单位撤回"})).ok().await;

        let shut = async || {
            let check = flow.moderator.does("check_vote").at("vote", &vote).ok().await;
            let blockers = check["blockers"].as_array().unwrap().iter();
            blockers.map(|one| one["type"].as_str().unwrap().replace("/problems/", "")).collect::<Vec<_>>()
        };
        let gates = ["publicity-still-running", "no-coordination-meeting", "roll-not-built", "option-withdrawn"];
        assert_eq!(shut().await, gates);
        flow.moderator.does("open_vote").at("vote", &vote).refused("publicity-still-running").await;
        town.later(TimeDelta::days(8));
        assert_eq!(shut().await, gates[1..]);
        flow.held("coordination", &project).await;
        assert_eq!(shut().await, gates[2..]);
        flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        assert_eq!(shut().await, gates[3..]);
        flow.moderator.does("open_vote").at("vote", &vote).refused("option-withdrawn").await;
        let read = flow.moderator.does("read_vote").at("vote", &vote).answer().await;
        let change = json!({"title": "设计方案表决", "closes_at": town.in_days(7)});
        let changing = flow.moderator.does("update_vote").at("vote", &vote).with(change);
        let changed = changing.if_match(read.header("ETag").unwrap()).ok().await;
        assert_eq!(
            (changed["options"].as_array().unwrap().len(), &changed["rule"]["method"]),
            (2, &json!("choose_one"))
        );
        assert_eq!(shut().await, Vec::<String>::new());
        flow.moderator.does("open_vote").at("vote", &vote).ok().await;
        assert_eq!(shut().await, ["vote-already-opened"]);
        flow.moderator
            .does("withdraw_design")
            .at("design", &designs[0])
            .with(json!({"reason": "撤回"}))
            .refused("vote-not-finished")
            .await;
    });
}
