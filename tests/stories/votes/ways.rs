//! One vote in which people cast in every way there is, from its opening to the checks that anybody can make
//! afterwards.

use chrono::TimeDelta;
use sanhui::record::checks::Evidence;
use tests::{TwoInstances, Value, json, two_instances};

use super::helpers::{helps, takes_back};
use super::log::{bundle, cast};
use super::proxies::{authorises, casts_with};
use super::verifiers::faults;
use crate::ask_database;
use crate::flow::{Flow, STREET};

/// The body that keys a sheet.
fn sheet(number: usize, option: usize) -> Value {
    json!({"serial": format!("1-{number:04}"), "choices": [option]})
}

#[test]
fn a_design_vote_on_phones_on_paper_with_helpers_and_by_proxy() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let (third, helper, witness) =
            (town.moderator(STREET).await, town.moderator(STREET).await, town.moderator(STREET).await);
        let names: Vec<String> = (0..35).map(|number| format!("居民{number}")).collect();
        let voters = flow.neighbours(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let son = town.resident("小王").await;
        let vote = flow.open_vote().await;
        let (first, second) = (&flow.moderator, &flow.colleague);

        // Twelve people vote on their phones, five for the first design and seven for the second.
        let mut kept = Evidence::default();
        for (turn, voter) in voters[..12].iter().enumerate() {
            let choice = json!({"choices": [if turn < 5 { 1 } else { 2 }]});
            let casts = voter.does("cast_ballot").at("vote", &vote).with(choice);
            let receipt = if turn % 2 == 0 { casts } else { casts.through(&other) }.ok().await;
            kept.receipts.push(receipt.to_string());
        }
        // Eight people vote with a helper, five for the first design and three for the second. One of the five takes
        // the ballot back and votes alone for the second.
        let mut helped = Vec::new();
        for (turn, voter) in voters[22..30].iter().enumerate() {
            helped.push(helps(&helper, &vote, voter, if turn < 5 { 1 } else { 2 }).await.ok().await);
        }
        kept.receipts.push(helped[1]["receipt"].to_string());
        takes_back(&voters[22], &helped[0]).through(&other).ok().await;
        cast(&voters[22], &vote, 2).await;
        // Three people vote by proxy for the first design. A fourth gives a proxy that is not used.
        for voter in &voters[30..33] {
            let proxy = authorises(voter, &vote, &son).await.ok().await;
            casts_with(&son, &proxy, 1).through(&other).ok().await;
        }
        authorises(&voters[33], &vote, &voters[0]).await.ok().await;
        // Ten people vote on paper, two of whom had voted before. One more returns the sheet unused and votes on the
        // phone.
        let batch = first.does("open_paper_batch").at("vote", &vote).with(json!({"sheets": 12})).ok().await;
        cast(&voters[12], &vote, 2).await;
        helps(&helper, &vote, &voters[13], 2).await.ok().await;
        for voter in voters[12..22].iter().chain([&voters[34]]) {
            let whom = json!({"account_id": voter.account().await, "paper_batch_id": batch["id"]});
            first.does("hand_out_paper").at("vote", &vote).with(whom).ok().await;
        }
        helps(&helper, &vote, &voters[14], 2).await.through(&other).refused("paper-handed-out").await;
        let unused = json!({"account_id": voters[34].account().await, "serial": "1-0012", "reason": "改用手机投票"});
        witness.does("take_back_paper").at("vote", &vote).with(unused).ok().await;
        cast(&voters[34], &vote, 2).await;
        for number in 1..=10 {
            let option = if number <= 6 { 1 } else { 2 };
            let paper = first.does("enter_paper_ballot").at("vote", &vote).with(sheet(number, option)).ok().await;
            let misread = if number == 10 { 1 } else { option };
            let again = second.does("confirm_paper_ballot").at("paper_ballot", &paper).with(sheet(number, misread));
            if again.through(&other).ok().await["stage"] == "mismatch" {
                let settles = third.does("resolve_paper_mismatch").at("paper_ballot", &paper);
                settles.with(sheet(number, option)).ok().await;
            }
        }
        let count = json!({"returned": 10, "spoiled": 0});
        first.does("close_paper_batch").at("paper_batch", &batch).with(count).ok().await;
        flow.public.does("read_checkpoint").at("vote", &vote).ok().await;

        town.later(TimeDelta::days(8));
        let result = flow.public.does("read_result").at("vote", &vote).through(&other).ok().await;
        assert_eq!(result["heads"]["cast"], 34, "{result}");
        let standings: Vec<_> = result["standings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (&one["option"]["number"], &one["votes"]))
            .collect();
        // By phone, helper, proxy and paper: 5 + 4 + 3 + 6 for the first design. By phone, after taking back, helper,
        // phone after returning the sheet, and paper: 7 + 1 + 3 + 1 + 4 for the second.
        assert_eq!(standings, [(&json!(1), &json!(18)), (&json!(2), &json!(16))]);

        // Each way has as many ballots as voters. Assisted ballots and proxies are shown together, because each way has
        // fewer than ten.
        let turnout = flow.public.does("read_turnout").at("vote", &vote).ok().await;
        let by_way = json!([
            {"channel": "online", "cast": 14}, {"channel": "paper", "cast": 10}, {"channel": null, "cast": 10},
        ]);
        assert_eq!((&turnout["cast"], &turnout["by_channel"]), (&json!(34), &by_way));
        for (expected, what) in [
            (0, "urn"),
            (0, "paper_handouts"),
            (34, "open_ballots"),
            (14, "poll_book WHERE channel = 'online'"),
            (10, "poll_book WHERE channel = 'paper'"),
            (7, "poll_book WHERE channel = 'assisted'"),
            (3, "poll_book WHERE channel = 'proxy'"),
        ] {
            assert_eq!(
                ask_database(&town, &format!("SELECT count(*) AS answer FROM {what}")).await,
                expected,
                "{what}"
            );
        }
        let answer = flow.public.does("read_protocol").at("vote", &vote).answer().await;
        let protocol = String::from_utf8(answer.bytes.clone()).unwrap();
        for told in ["纸质选票（发出）", "人数较少的方式（合并）", "纸票批次", "自行投票有困难的"]
        {
            assert!(protocol.contains(told), "{told}: {protocol}");
        }
        assert!(!protocol.contains("名工作人员进行"), "fewer than ten were helped");

        // People who handled ballots of others may not certify the result.
        for hand in [second, &third, &helper, &witness] {
            hand.does("certify_result").at("vote", &vote).refused("certifier-ran-the-vote").await;
        }
        flow.steward.does("certify_result").at("vote", &vote).ok().await;
        let file = bundle(&flow, &vote).await;
        assert_eq!(faults(&file, &kept), [""; 0]);
        let leaves = file["leaves"].as_array().unwrap();
        let voids = leaves.iter().filter(|leaf| leaf.as_str().unwrap().contains("\"void\"")).count();
        assert_eq!(voids, 3, "one was taken back, two voted on paper after all");
        assert_eq!(file["rules"]["rule"]["proxies_per_holder"], 3);
    });
}
