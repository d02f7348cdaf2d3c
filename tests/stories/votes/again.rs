//! Two whole votes: a tie that the lot order decides, and a vote that is voided and held again.

use sanhui::record::checks::Evidence;
use tests::{Value, json, story};

use super::ballots::{opened, result_in_a_week};
use super::log::{bundle, cast};
use super::secrecy::dump;
use super::verifiers::faults;
use crate::flow::Flow;

#[test]
fn a_tie_goes_by_the_lot_order_that_was_fixed_before_opening_and_everybody_can_check_it() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强", "赵敏"]).await;
        let vote = opened(&flow, 3, json!({"method": "run_off", "lot_order": [2, 3, 1]})).await;
        let before = flow.public.does("read_checkpoint").at("vote", &vote).ok().await;
        let leaf = flow.public.does("list_log_leaves").at("vote", &vote).ok().await["items"][0]["leaf"].clone();
        let first: Value = serde_json::from_str(leaf.as_str().unwrap()).unwrap();
        assert_eq!(first["rules"]["rule"]["lot_order"], json!([2, 3, 1]));
        assert!(first["rules"]["rule_text"].as_str().unwrap().contains("得票相同时，按事先抽定的次序决定：2、3、1。"));

        // The rankings form a circle: two of three voters prefer option 1 to 2, two prefer 2 to 3, and two prefer 3 to
        // 1.
        let circle = [json!([[1], [2], [3]]), json!([[2], [3], [1]]), json!([[3], [1], [2]])];
        let mut receipts = Vec::new();
        for (voter, ranking) in voters.iter().zip(circle) {
            receipts.push(voter.does("cast_ballot").at("vote", &vote).with(json!({"ranking": ranking})).ok().await);
        }
        let result = result_in_a_week(&flow, &vote).await;
        assert_eq!((&result["elected"]["number"], &result["by_lot"]), (&json!(2), &json!(true)));
        let told = |round: usize, words: &str| assert_eq!(result["rounds"][round]["explained_zh"], words);
        told(0, "第1轮：计票3票，无方案过半；1号方案得1票，淘汰（1、2、3并列最少，按抽签次序）。");
        told(1, "第2轮：2号方案得2票，有效计票3票，当选。");

        let whole = bundle(&flow, &vote).await;
        let kept = Evidence {
            keys: vec![before["key"].as_str().unwrap().to_owned()],
            checkpoints: vec![before["note"].as_str().unwrap().to_owned()],
            receipts: receipts.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(faults(&whole, &kept), Vec::<String>::new());
        let mut another = whole.clone();
        another["result"]["elected"] = whole["rules"]["options"][2].clone();
        assert_eq!(faults(&another, &kept), ["count-wrong"]);
        // With another lot order another design would be elected. The verifiers find that it is not the order that was
        // signed at the opening.
        let mut turned = whole.clone();
        turned["rules"]["rule"]["lot_order"] = json!([3, 1, 2]);
        let named = faults(&turned, &kept);
        assert!(named.contains(&"rules-changed".to_owned()) && named.contains(&"count-wrong".to_owned()), "{named:?}");

        let page = flow.public.does("read_protocol").at("vote", &vote).answer().await;
        let page = String::from_utf8(page.bytes.to_vec()).unwrap();
        assert!(page.contains("当选（得票相同，按抽签次序）"), "{page}");
        flow.colleague.does("certify_result").at("vote", &vote).ok().await;
        let winner = json!({"design_id": result["elected"]["design_id"], "vote_id": vote["id"]});
        flow.steward.does("approve_design").at("project", &vote["project_id"]).with(winner).ok().await;
    });
}

#[test]
fn a_vote_voided_with_ballots_in_it_tells_nothing_of_them_and_the_second_one_decides() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强", "赵敏"]).await;
        let vote = flow.open_vote().await;
        let opening = flow.public.does("read_checkpoint").at("vote", &vote).ok().await;
        let mut receipts = Vec::new();
        for (voter, choice) in voters.iter().zip([2, 2, 1]) {
            receipts.push(cast(voter, &vote, choice).await);
        }
        let why = json!({"reason": "方案一的图纸贴错，重新表决"});
        flow.steward.does("void_vote").at("vote", &vote).with(why).ok().await;
        for voter in &voters {
            let told = voter.does("list_my_notices").ok().await["items"][0].clone();
            assert_eq!((&told["kind"], &told["about_id"]), (&json!("vote_voided"), &vote["id"]));
        }

        // The vote's log ends with the voiding, contains every receipt, and continues the log that was seen at the
        // opening.
        let leaves = flow.public.does("list_log_leaves").at("vote", &vote).ok().await;
        let kinds: Vec<Value> = leaves["items"].as_array().unwrap().iter().map(|item| kind(&item["leaf"])).collect();
        assert_eq!(kinds, ["rules", "cast", "cast", "cast", "void"]);
        for receipt in &receipts {
            flow.public.does("prove_inclusion").at("vote", &vote).at("receipt", &receipt["tracker"]).ok().await;
        }
        let since = flow.public.does("prove_consistency").at("vote", &vote).at("from", &opening["size"].to_string());
        assert_eq!(since.ok().await["checkpoint"]["size"], 5);
        // Nobody can learn the choices any more, neither from what is published nor from the database.
        for operation in ["download_bundle", "read_result", "read_protocol"] {
            flow.public.does(operation).at("vote", &vote).refused("vote-voided").await;
        }
        let tables = dump(&town).await;
        assert!(
            !tables.values().flatten().flatten().any(|cell| cell.contains("marks:")),
            "a choice lies in the database"
        );
        assert!(tables["urn"].is_empty() && tables["open_ballots"].is_empty());

        let again = json!({"project_id": vote["project_id"], "title": "重新表决", "closes_at": town.in_days(7), "objection_days": 0});
        let second = flow.moderator.does("draft_vote").with(again).ok().await;
        flow.moderator.does("build_roll").at("vote", &second).ok().await;
        flow.moderator.does("open_vote").at("vote", &second).ok().await;
        for (voter, choice) in voters.iter().zip([1, 1, 2]) {
            cast(voter, &second, choice).await;
        }
        let result = result_in_a_week(&flow, &second).await;
        assert_eq!((&result["elected"]["number"], &result["standings"][0]["votes"]), (&json!(1), &json!(2)));
        let whole = bundle(&flow, &second).await;
        assert_eq!(faults(&whole, &Evidence::default()), Vec::<String>::new());
        let taken_over = receipts.iter().filter(|old| whole.to_string().contains(old["commitment"].as_str().unwrap()));
        assert_eq!(taken_over.count(), 0, "a ballot of the first vote counts in the second");
        flow.colleague.does("certify_result").at("vote", &second).ok().await;

        let approve = |design: &Value, by: &Value| {
            let approval = json!({"design_id": design["design_id"], "vote_id": by["id"]});
            flow.steward.does("approve_design").at("project", &vote["project_id"]).with(approval)
        };
        approve(&vote["options"][1], &vote).refused_for("/vote_id").await;
        approve(&vote["options"][1], &second).refused("not-the-winner").await;
        approve(&vote["options"][0], &second).ok().await;
        let listed = flow.public.does("list_votes").at("project_id", &vote["project_id"]).ok().await;
        let stages: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|one| &one["status"]).collect();
        assert_eq!(stages, ["certified", "voided"]);
    });
}

/// The kind of a leaf of the log.
fn kind(leaf: &Value) -> Value {
    serde_json::from_str::<Value>(leaf.as_str().unwrap()).unwrap()["kind"].clone()
}
