//! Assisted ballots: a member of staff casts the ballot of a voter who cannot do it alone. The helper's name is
//! recorded, and the choice stays secret.

use chrono::TimeDelta;
use sanhui::record::checks::Evidence;
use tests::{Deed, Person, TwoInstances, Value, json, story, two_instances};

use super::ballots::opened;
use super::log::{bundle, cast, closed};
use super::verifiers::faults;
use crate::flow::{Flow, STREET};
use crate::{ask_database, change_database};

/// The helper casts this voter's ballot at the voter's home, with a neighbour as the witness of the voter's consent.
pub async fn helps(helper: &Person, vote: &Value, voter: &Person, option: usize) -> Deed {
    let helped = json!({
        "account_id": voter.account().await, "method": "at_home", "consent": {"kind": "witness", "reference": "楼组长老陈"},
        "choices": [option],
    });
    helper.does("cast_assisted_ballot").at("vote", vote).with(helped)
}

/// The voter takes an assisted ballot back.
pub fn takes_back(voter: &Person, helped: &Value) -> Deed {
    voter.does("cancel_assisted_ballot").at("ballot", helped)
}

#[test]
fn a_resident_is_helped_gets_the_receipt_and_takes_the_ballot_back() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let helper = town.moderator(STREET).await;
        let voters = flow.neighbours(&["王奶奶", "李爷爷", "张阿姨"]).await;
        let [wang, li, zhang] = [&voters[0], &voters[1], &voters[2]];
        helper.moves_in(&flow.unit, "3号", "101", &flow.colleague).await;
        let vote = flow.open_vote().await;

        let phone = json!({"phone": wang.reached_at().trim_start_matches("+86")});
        let look_up = || helper.does("look_up_voter").at("vote", &vote).with(phone.clone());
        assert!(look_up().ok().await["items"][0]["why_no_help"].is_null());
        let mut by_telephone = helps(&helper, &vote, wang, 1).await.body();
        by_telephone["method"] = json!("by_telephone");
        by_telephone["consent"]["kind"] = json!("signed_form");
        let call = helper.does("cast_assisted_ballot").at("vote", &vote).with(by_telephone);
        call.refused_for("/consent/kind").await;
        helps(&helper, &vote, &helper, 1).await.refused_for("/account_id").await;
        helps(&helper, &vote, &town.resident("过客").await, 1).await.refused("not-on-the-roll").await;

        let helped = helps(&helper, &vote, wang, 1).await.ok().await;
        assert_eq!(helps(&helper, &vote, wang, 1).await.through(&other).ok().await, helped, "repeated");
        let receipt = wang.does("read_my_receipt").at("vote", &vote).through(&other).ok().await;
        assert_eq!(receipt, helped["receipt"]);
        assert!(receipt.get("choices").is_none());
        let may = wang.does("read_my_eligibility").at("vote", &vote).ok().await;
        assert_eq!((&may["eligible"], &may["cast_by"]), (&json!(true), &json!("assisted")));

        // A second helper replaces the ballot. Only the newest one can be taken back, and only by its voter.
        let newer = helps(&flow.colleague, &vote, wang, 2).await.through(&other).ok().await;
        let told = wang.does("list_my_notices").ok().await["items"][0].clone();
        assert_eq!((&told["kind"], &told["about_id"]), (&json!("assisted_ballot_cast"), &newer["id"]));
        takes_back(wang, &helped).refused("assisted-ballot-not-standing").await;
        takes_back(li, &newer).refused("not-found").await;
        takes_back(wang, &newer).through(&other).ok().await;
        takes_back(wang, &newer).ok().await;
        assert_eq!(wang.does("read_my_receipt").at("vote", &vote).answer().await.status, 404);
        let told = flow.colleague.does("list_my_notices").ok().await["items"][0].clone();
        assert_eq!((&told["kind"], &told["about_id"]), (&json!("assisted_ballot_cancelled"), &newer["id"]));

        // No helper can replace a ballot that a voter cast alone. A voter who was helped may still vote alone.
        cast(wang, &vote, 2).await;
        helps(&helper, &vote, wang, 1).await.through(&other).refused("own-ballot-stands").await;
        assert_eq!(look_up().ok().await["items"][0]["why_no_help"], "own_ballot_stands");
        let li_helped = helps(&helper, &vote, li, 1).await.ok().await;
        assert_ne!(
            cast(li, &vote, 1).await["tracker"],
            li_helped["receipt"]["tracker"],
            "the same choice, and their own"
        );
        takes_back(li, &li_helped).refused("assisted-ballot-not-standing").await;
        let zhang_helped = helps(&helper, &vote, zhang, 1).await.ok().await;

        // The steward can read whom a helper helped, and how, but never the choice.
        let list = flow.steward.does("list_assisted_ballots").at("vote", &vote).through(&other).ok().await;
        let items = list["items"].as_array().unwrap();
        assert_eq!(items.len(), 4, "{list}");
        let last = items.iter().find(|one| one["id"] == zhang_helped["id"]).unwrap();
        assert_eq!((&last["voters"][0]["display_name"], &last["ended"]), (&json!("张阿姨"), &Value::Null));
        assert_eq!((&last["helper_name"], &last["consent_reference"]), (&json!(helper.name()), &json!("楼组长老陈")));
        assert!(!list.to_string().contains("choices") && !list.to_string().contains("commitment"));

        closed(&flow, &vote).await;
        takes_back(zhang, &zhang_helped).refused("vote-closed").await;
        let result = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!((&result["heads"]["cast"], &result["standings"][0]["votes"]), (&json!(3), &json!(2)));
        for (expected, what) in [
            (0, "urn"),
            (1, "poll_book WHERE channel = 'assisted'"),
            (2, "poll_book WHERE channel = 'online'"),
            (4, "assisted_ballots"),
        ] {
            assert_eq!(
                ask_database(&town, &format!("SELECT count(*) AS answer FROM {what}")).await,
                expected,
                "{what}"
            );
        }
        helper.does("certify_result").at("vote", &vote).refused("certifier-ran-the-vote").await;
        flow.steward.does("certify_result").at("vote", &vote).ok().await;
        assert_eq!(faults(&bundle(&flow, &vote).await, &Evidence::default()), [""; 0]);
    });
}

#[test]
fn the_rule_says_which_ballot_stands_and_was_fixed_before() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王奶奶", "李爷爷"]).await;
        let too_many = json!({"title": "表决", "closes_at": town.in_days(7), "proxies_per_holder": 11});
        let vote = opened(&flow, 2, json!({"between_ways": "last_counts", "proxies_per_holder": 0})).await;
        flow.moderator.does("update_vote").at("vote", &vote).with(too_many).refused_for("/proxies_per_holder").await;
        let rule = &vote["rule"];
        assert_eq!((&rule["between_ways"], &rule["proxies_per_holder"]), (&json!("last_counts"), &json!(0)));
        assert!(rule["explained_zh"].as_str().unwrap().contains("不接受委托投票"), "{rule}");

        cast(&voters[0], &vote, 2).await;
        helps(&flow.colleague, &vote, &voters[0], 1).await.ok().await;
        cast(&voters[1], &vote, 1).await;
        let holder = json!({"holder_account_id": voters[1].account().await, "scope": "free"});
        voters[0].does("give_proxy").at("vote", &vote).with(holder).refused("way-not-offered").await;
        closed(&flow, &vote).await;
        let file = bundle(&flow, &vote).await;
        assert_eq!(file["result"]["standings"][0]["votes"], 2);
        assert_eq!(file["rules"]["rule"]["between_ways"], "last_counts");
        assert_eq!(faults(&file, &Evidence::default()), [""; 0]);
        let mut changed = file.clone();
        for part in ["rules", "result"] {
            changed[part]["rule"]["between_ways"] = json!("own_ballot_first");
        }
        assert_eq!(faults(&changed, &Evidence::default()), ["rules-changed"]);
    });
}

/// A vote that was drafted before the rule had assisted ballots and proxies is run without them, and its log is still
/// verified.
#[test]
fn in_a_vote_from_before_nobody_casts_for_another() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voter = flow.neighbours(&["王奶奶"]).await.remove(0);
        let (project, _) = flow.publicized().await;
        flow.held("coordination", &project).await;
        let vote = flow.drafted(&project).await;
        change_database(&town, "UPDATE votes SET between_ways = NULL, proxies_each = NULL").await;
        flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        let vote = flow.moderator.does("open_vote").at("vote", &vote).ok().await;
        assert!(vote["rule"].get("between_ways").is_none(), "{vote}");
        helps(&flow.colleague, &vote, &voter, 1).await.refused("way-not-offered").await;
        cast(&voter, &vote, 1).await;
        town.later(TimeDelta::days(8));
        let file = bundle(&flow, &vote).await;
        assert!(!file["leaves"][0].as_str().unwrap().contains("between_ways"));
        assert_eq!(faults(&file, &Evidence::default()), [""; 0]);
    });
}
