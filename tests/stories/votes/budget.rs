//! Budget votes: the designs of a project are parts with a cost each, and residents mark the parts they want built.

use sanhui::record::checks::Evidence;
use tests::{Person, Value, json, story};

use super::ballots::{opened, result_in_a_week};
use super::log::bundle;
use super::verifiers::faults;
use crate::flow::Flow;

/// A draft's fields for this method: 3000 yuan for four parts that cost 4100 yuan together.
fn menu(method: &str) -> Value {
    json!({
        "method": method, "lot_order": [4, 3, 2, 1], "budget": {"yuan": 3_000, "costs": [1_200, 800, 1_500, 600]},
    })
}

const NAMES: [&str; 9] = ["王一", "李二", "张三", "刘四", "陈五", "杨六", "赵七", "黄八", "周九"];

/// Nine voters cast: options 1, 2 and 3 get four marks each, option 4 gets one, and the ninth voter marks nothing.
async fn cast(voters: &[Person], vote: &Value) {
    let both = || json!([1, 3]);
    let papers = [both(), json!([3, 1]), both(), both(), json!([2]), json!([2]), json!([2]), json!([4, 2]), json!([])];
    for (voter, choices) in voters.iter().zip(papers) {
        voter.does("cast_ballot").at("vote", vote).with(json!({"choices": choices})).ok().await;
    }
}

#[test]
fn a_menu_of_parts_is_chosen_within_the_budget_and_built_together() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&NAMES).await;
        let vote = opened(&flow, 4, menu("budget_equal_shares")).await;
        assert_eq!(vote["rule"]["budget"], json!({"yuan": 3_000, "costs": [1_200, 800, 1_500, 600]}));
        assert_eq!(vote["rule"]["at_most"], Value::Null);
        let leaf = flow.public.does("list_log_leaves").at("vote", &vote).ok().await["items"][0]["leaf"].clone();
        let first: Value = serde_json::from_str(leaf.as_str().unwrap()).unwrap();
        assert_eq!(first["rules"]["rule"]["budget"], vote["rule"]["budget"], "fixed before the first ballot");
        assert!(
            first["rules"]["rule_text"]
                .as_str()
                .unwrap()
                .contains("预算3000元，费用：1号1200元、2号800元、3号1500元、4号600元。")
        );

        cast(&voters, &vote).await;
        // Eight voters share 3000 yuan, 375 each. Option 2 costs its four voters 200 each, and option 1 costs its four
        // 300 each. The rest of the shares cannot pay for option 3 within the budget, and a single voter cannot pay for
        // option 4.
        let result = result_in_a_week(&flow, &vote).await;
        assert_eq!(result["funded"], json!({"options": [2, 1], "cost_yuan": 2_000, "left_yuan": 1_000}));
        assert_eq!((&result["elected"]["number"], &result["by_lot"]), (&json!(2), &json!(false)));
        assert_eq!((&result["heads"]["valid"], &result["heads"]["blank"]), (&json!(8), &json!(1)));
        let told: Vec<&str> =
            result["rounds"].as_array().unwrap().iter().map(|round| round["explained_zh"].as_str().unwrap()).collect();
        let expected = [
            "预算3000元由8名投票人均分；为用足预算，每人份额提高299元。",
            "2号方案需800元，4人支持：入选，余2200元。",
            "1号方案需1200元，4人支持：入选，余1000元。",
            "3号方案需1500元，4人支持：超出余额1000元，未入选。",
            "4号方案需600元，1人支持：支持者的份额不足，未入选。",
        ];
        assert_eq!(told, expected);
        assert_eq!(
            flow.public.does("read_result").at("vote", &vote).ok().await,
            result,
            "what was kept is what was counted"
        );

        let whole = bundle(&flow, &vote).await;
        let pabulib = whole["exports"]["pabulib"].as_str().unwrap();
        assert!(
            pabulib.contains("\nnum_votes;8\nbudget;3000\nvote_type;approval\nrule;equalshares/add1\n"),
            "{pabulib}"
        );
        assert!(
            pabulib.contains("name\n4;600;1;方案4\n3;1500;4;方案3\n2;800;4;方案2\n1;1200;4;方案1\nVOTES\n"),
            "{pabulib}"
        );
        assert_eq!(faults(&whole, &Evidence::default()), Vec::<String>::new());
        for (name, wrong) in [("options", json!([1, 2])), ("cost_yuan", json!(2_100))] {
            let mut forged = whole.clone();
            forged["result"]["funded"][name] = wrong;
            assert_eq!(faults(&forged, &Evidence::default()), ["count-wrong"], "{name}");
        }

        flow.colleague.does("certify_result").at("vote", &vote).ok().await;
        let page = flow.public.does("read_protocol").at("vote", &vote).answer().await;
        let page = String::from_utf8(page.bytes.to_vec()).unwrap();
        assert!(page.contains("入选：2号“方案2”、1号“方案1”，共2000元"), "{page}");

        let design = |number: usize| vote["options"][number - 1]["design_id"].clone();
        let approve = |number: usize| {
            let approval = json!({"design_id": design(number), "vote_id": vote["id"]});
            flow.steward.does("approve_design").at("project", &vote["project_id"]).with(approval)
        };
        approve(3).refused("not-the-winner").await;
        approve(1).refused("not-the-winner").await;
        let project = approve(2).ok().await;
        assert_eq!(project["approval"]["also_design_ids"], json!([design(1)]));
        flow.steward.does("start_building").at("project", &project).ok().await;
        let read = flow.public.does("read_project").at("project", &project).ok().await;
        assert_eq!(read["approval"], project["approval"]);
        let trace = flow.public.does("read_trace").at("kind", "project").at("id", &project).ok().await;
        let why = "approved: the vote funded it, too";
        assert!(trace["links"].as_array().unwrap().iter().any(|link| link["why"] == why), "{trace}");
    });
}

#[test]
fn skipping_and_stopping_build_different_things() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&NAMES).await;
        for (method, funded, left) in
            [("budget_greedy", json!([2, 1, 4]), 400), ("budget_greedy_stopping", json!([2, 1]), 1_000)]
        {
            let vote = opened(&flow, 4, menu(method)).await;
            cast(&voters, &vote).await;
            let result = result_in_a_week(&flow, &vote).await;
            assert_eq!(
                (&result["funded"]["options"], &result["funded"]["left_yuan"]),
                (&funded, &json!(left)),
                "{method}"
            );
            assert_eq!(faults(&bundle(&flow, &vote).await, &Evidence::default()), Vec::<String>::new());
        }
    });
}

#[test]
fn a_budget_is_there_for_the_methods_that_spend_it_and_leaves_something_to_choose() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let (project, _) = flow.publicized().await;
        let draft = |method: &str, budget: Value| {
            let mut draft = json!({"project_id": project["id"], "title": "点单表决", "closes_at": town.in_days(7), "method": method});
            if !budget.is_null() {
                draft["budget"] = budget;
            }
            flow.moderator.does("draft_vote").with(draft)
        };
        let purse = |yuan: u32, costs: Value| json!({"yuan": yuan, "costs": costs});
        draft("budget_greedy", Value::Null).refused_for("/budget").await;
        draft("approve", purse(100, json!([60, 50]))).refused_for("/budget").await;
        for (budget, pointer, code) in [
            (purse(100, json!([60, 50, 40])), "/budget/costs", "cost_for_each"),
            (purse(100, json!([60, 0])), "/budget/costs/1", "out_of_range"),
            (purse(100, json!([101, 60])), "/budget/costs/0", "out_of_range"),
            (purse(100, json!([50, 50])), "/budget/yuan", "nothing_to_choose"),
            (purse(1_000_001, json!([900_000, 900_000])), "/budget/yuan", "out_of_range"),
        ] {
            let refused = draft("budget_equal_shares", budget).refused_for(pointer).await;
            assert_eq!(refused["errors"][0]["code"], code, "{refused}");
        }
        let vote = draft("budget_greedy", purse(100, json!([60, 50]))).ok().await;
        let read = flow.moderator.does("read_vote").at("vote", &vote).answer().await;
        let change = json!({
            "title": "点单表决", "closes_at": town.in_days(7), "method": "budget_greedy_stopping",
            "budget": purse(120, json!([70, 60])),
        });
        let changing = flow.moderator.does("update_vote").at("vote", &vote).with(change);
        let changed = changing.if_match(read.header("ETag").unwrap()).ok().await;
        let kept = flow.public.does("read_vote").at("vote", &vote).ok().await;
        assert_eq!((&kept["rule"], &kept["rule"]["budget"]), (&changed["rule"], &purse(120, json!([70, 60]))));
    });
}
