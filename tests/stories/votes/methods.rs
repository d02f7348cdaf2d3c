//! Every method of voting: ballots are cast, counted and explained, and the outcomes are compared with the cases in
//! `fixtures/votes`, on which independent programs agree.

use tests::{Person, Value, json, story};

use super::ballots::{opened, result_in_a_week};
use crate::flow::Flow;

const NAMES: [&str; 15] = [
    "王一", "李二", "张三", "刘四", "陈五", "杨六", "赵七", "黄八", "周九", "吴十", "徐甲", "孙乙", "马丙", "朱丁",
    "胡戊",
];

/// The case of this name in a file of `fixtures/votes`.
fn case(file: &str, name: &str) -> Value {
    let path = format!("{}/fixtures/votes/{file}", env!("CARGO_MANIFEST_DIR"));
    let all: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    all["cases"].as_array().unwrap().iter().find(|case| case["name"] == name).unwrap().clone()
}

/// Holds a vote by this method in which every voter casts a ballot, and gives its result.
async fn counted(
    flow: &Flow,
    voters: &[Person],
    method: &str,
    field: &str,
    ballots: &[Value],
    options: usize,
) -> Value {
    let lot: Vec<usize> = (1..=options).collect();
    let vote = opened(flow, options, json!({"method": method, "lot_order": lot})).await;
    assert_eq!(vote["rule"]["method"], method);
    for (voter, ballot) in voters.iter().zip(ballots) {
        let ballot = json!({field: ballot});
        voter.does("cast_ballot").at("vote", &vote).with(ballot).ok().await;
    }
    let again = json!({field: ballots[0]});
    let receipt = voters[0].does("cast_ballot").at("vote", &vote).with(again).ok().await;
    let mine = voters[0].does("read_my_receipt").at("vote", &vote).ok().await;
    assert_eq!(receipt, mine, "the same ballot again gives the same receipt");
    let result = result_in_a_week(flow, &vote).await;
    let heads = u64::try_from(ballots.len()).unwrap();
    assert_eq!((&result["heads"]["cast"], &result["heads"]["valid"]), (&json!(heads), &json!(heads)), "{method}");
    let again = flow.public.does("read_result").at("vote", &vote).ok().await;
    assert_eq!(result, again, "what was kept is what was counted");
    result
}

/// One figure of every option, by the option's number.
fn figures(list: &Value, number: impl Fn(&Value) -> Value, figure: &str) -> Value {
    let pair = |one: &Value| (number(one).to_string(), one[figure].clone());
    list.as_array().unwrap().iter().map(pair).collect()
}

/// The votes of every option, by the option's number.
fn standings(result: &Value) -> Value {
    figures(&result["standings"], |one| one["option"]["number"].clone(), "votes")
}

#[test]
fn ranked_ballots_by_every_method_that_takes_them() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let case = case("ranked_cases.json", "Borda winner is not the Condorcet winner");
        let expected = &case["expected"];
        let mut ballots = Vec::new();
        for entry in case["ballots"].as_array().unwrap() {
            ballots.extend((0..entry[0].as_u64().unwrap()).map(|_| entry[1].clone()));
        }
        let voters = flow.neighbours(&NAMES[..ballots.len()]).await;
        for (method, winner) in [
            ("run_off", &expected["irv"]),
            ("schulze", &expected["schulze_winning_votes"][0]),
            ("ranked_pairs_margins", &expected["ranked_pairs_margins"][0]),
            ("copeland", &expected["condorcet_winner"]),
            ("borda", &json!(2)), // with 34 doubled points, against 32 and 24
        ] {
            let result = counted(&flow, &voters, method, "ranking", &ballots, 3).await;
            assert_eq!((&result["elected"]["number"], &result["by_lot"]), (winner, &json!(false)), "{method}");
            match method {
                "borda" => assert_eq!(standings(&result), expected["borda_doubled"]),
                "run_off" => {
                    let rounds = expected["irv_rounds"].as_array().unwrap();
                    assert_eq!(result["rounds"].as_array().unwrap().len(), rounds.len());
                    let ours = figures(&result["rounds"][0]["counts"], |one| one["number"].clone(), "figure");
                    assert_eq!(ours, rounds[0]["counts"]);
                    let words = "第1轮：3号方案得8票，有效计票15票，当选。";
                    assert_eq!(result["rounds"][0]["explained_zh"], words);
                }
                "schulze" => {
                    // Option 3 beats option 1 by 8 to 7 and option 2 by 8 to 7; option 2 beats option 1 by 7 to 2.
                    assert_eq!(result["pairwise"], json!([[0, 2, 7], [7, 0, 7], [8, 8, 0]]));
                    let words =
                        "Option 3 goes before option 1: its strongest path of defeats there is 8, the one back 0.";
                    assert_eq!(result["rounds"][0]["explained_en"], words);
                }
                _ => {}
            }
        }
    });
}

#[test]
fn a_tie_on_a_ballot_ends_it_or_is_passed_over_as_the_rule_says() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let case = case("ranked_cases.json", "overvote at the top, good rest");
        let mut ballots = Vec::new();
        for entry in case["ballots"].as_array().unwrap() {
            ballots.extend((0..entry[0].as_u64().unwrap()).map(|_| entry[1].clone()));
        }
        let voters = flow.neighbours(&NAMES[..ballots.len()]).await;
        let stopped = counted(&flow, &voters, "run_off", "ranking", &ballots, 3).await;
        assert_eq!(stopped["elected"]["number"], case["expected"]["irv"]);
        // When ties are passed over, the four ballots that tie the first two options count for their third option. The
        // first round has 3, 2 and 5, exactly half; the second has 5 and 5.
        let passed_over = counted(&flow, &voters, "run_off_skipping", "ranking", &ballots, 3).await;
        let first = figures(&passed_over["rounds"][0]["counts"], |one| one["number"].clone(), "figure");
        assert_eq!(first, json!({"1": 3, "2": 2, "3": 5}));
        assert_eq!((&passed_over["elected"]["number"], &passed_over["by_lot"]), (&json!(3), &json!(false)));
    });
}

#[test]
fn scores_by_every_method_that_takes_them() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let case = case("score_cases.json", "score winner loses the STAR runoff");
        let expected = &case["expected"];
        let ballots = case["ballots"].as_array().unwrap().clone();
        let voters = flow.neighbours(&NAMES[..ballots.len()]).await;
        for (method, winner) in [
            ("score", &expected["score"]["winners"][0]),
            ("star", &expected["star"]["winner"]),
            ("majority_judgment", &expected["majority_judgment_winners"][0]),
        ] {
            let result = counted(&flow, &voters, method, "scores", &ballots, 3).await;
            assert_eq!((&result["elected"]["number"], &result["by_lot"]), (winner, &json!(false)), "{method}");
            let number = |one: &Value| one["number"].clone();
            let scores = &expected["score"];
            assert_eq!(figures(&result["scores"], number, "sum"), scores["totals"]);
            assert_eq!(figures(&result["scores"], number, "lower_median"), scores["lower_median"]);
            assert_eq!(figures(&result["scores"], number, "distribution"), scores["distribution_0_to_5"]);
            assert_eq!(result["scores"][0]["mean"], "35/10");
            if method == "star" {
                let run_off = figures(&result["rounds"][1]["counts"], number, "figure");
                let finalists = json!({"1": expected["star"]["runoff"]["1"], "2": expected["star"]["runoff"]["2"]});
                assert_eq!(run_off, finalists);
            }
        }
    });
}

#[test]
fn a_ballot_is_what_the_method_asks_for() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&NAMES[..3]).await;
        let wrong = [
            ("choose_one", json!({"ranking": [[1]]}), "/ranking", "not_with_this_method"),
            ("choose_one", json!({}), "/choices", "missing"),
            ("borda", json!({"choices": [1]}), "/choices", "not_with_this_method"),
            ("borda", json!({}), "/ranking", "missing"),
            ("borda", json!({"ranking": [[1], [1]]}), "/ranking", "marked_twice"),
            ("borda", json!({"ranking": [[1, 4]]}), "/ranking", "unknown_option"),
            ("borda", json!({"ranking": [[1], []]}), "/ranking", "empty_rank"),
            ("borda", json!({"ranking": [[1]], "choices": [1]}), "/choices", "not_with_this_method"),
            ("star", json!({"scores": [1, 2]}), "/scores", "score_for_each"),
            ("star", json!({"scores": [1, 2, 6]}), "/scores", "out_of_range"),
            ("star", json!({"scores": [1, 2, 3], "ranking": [[1]]}), "/ranking", "not_with_this_method"),
        ];
        let mut star = Value::Null;
        for method in ["choose_one", "borda", "star"] {
            star = opened(&flow, 3, json!({"method": method})).await;
            for (_, ballot, pointer, code) in wrong.iter().filter(|(of, ..)| *of == method) {
                let cast = voters[0].does("cast_ballot").at("vote", &star).with(ballot.clone());
                assert_eq!(cast.refused_for(pointer).await["errors"][0]["code"], *code, "{ballot}");
            }
        }
        for (voter, scores) in voters.iter().zip([json!([null, null, null]), json!([0, 0, 0]), json!([null, 1, null])])
        {
            voter.does("cast_ballot").at("vote", &star).with(json!({"scores": scores})).ok().await;
        }
        let result = result_in_a_week(&flow, &star).await;
        let heads = &result["heads"];
        assert_eq!((&heads["cast"], &heads["valid"], &heads["blank"]), (&json!(3), &json!(2), &json!(1)));
        assert_eq!(result["elected"]["number"], 2);
    });
}

#[test]
fn a_threshold_of_voters_goes_with_methods_that_count_voters() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let (project, _) = flow.publicized().await;
        let half = json!({"base": "valid", "cmp": "gt", "num": 1, "den": 2});
        let draft = |method: &str| {
            json!({
                "project_id": project["id"], "title": "设计方案表决", "closes_at": town.in_days(7), "method": method,
                "threshold": half,
            })
        };
        let refused = flow.moderator.does("draft_vote").with(draft("borda")).refused_for("/threshold").await;
        assert_eq!(refused["errors"][0]["code"], "not_with_this_method");
        flow.moderator.does("draft_vote").with(draft("run_off")).ok().await;
    });
}
