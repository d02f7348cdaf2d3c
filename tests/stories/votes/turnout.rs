//! The turnout by building counts each voter once, in whatever way they voted, before and after the close.

use tests::{TwoInstances, Value, json, two_instances};

use super::helpers::helps;
use super::log::{cast, closed};
use crate::change_database;
use crate::flow::{Flow, STREET};

/// The number of ballots, and the cells by building.
fn told(turnout: &Value) -> (&Value, &Value) {
    (&turnout["cast"], &turnout["by_building"])
}

#[test]
fn each_voter_counts_once_where_the_roll_has_them() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let helper = town.moderator(STREET).await;
        let mut voters = Vec::new();
        for number in 0..21 {
            let person = town.resident(&format!("居民{number}")).await;
            let building = if number < 10 { "3" } else { "5" };
            person.moves_in(&flow.unit, building, &format!("{}", 101 + number), &flow.moderator).await;
            voters.push(person);
        }
        let vote = flow.open_vote().await;
        let batch = flow.moderator.does("open_paper_batch").at("vote", &vote).with(json!({"sheets": 5})).ok().await;
        let read = async || flow.public.does("read_turnout").at("vote", &vote).through(&other).ok().await;
        let none = json!([
            {"building": "3", "eligible": 10, "cast": 0}, {"building": "5", "eligible": 11, "cast": 0},
        ]);
        assert_eq!(told(&read().await), (&json!(0), &none));

        // In building 3 two people vote on their phones, one of them twice. In building 5 one person votes on the
        // phone, one with a helper and two on paper, one of whom had voted on the phone before.
        for (voter, option) in [(&voters[0], 1), (&voters[1], 2), (&voters[0], 2), (&voters[10], 1), (&voters[12], 1)] {
            cast(voter, &vote, option).await;
        }
        helps(&helper, &vote, &voters[11], 2).await.ok().await;
        for voter in &voters[12..14] {
            let whom = json!({"account_id": voter.account().await, "paper_batch_id": batch["id"]});
            flow.moderator.does("hand_out_paper").at("vote", &vote).with(whom).ok().await;
        }
        let now = json!([{"building": "3", "eligible": 10, "cast": 2}, {"building": "5", "eligible": 11, "cast": 4}]);
        assert_eq!(told(&read().await), (&json!(6), &now));

        // A keyed sheet belongs to no voter, so it does not count a voter again.
        let sheet = json!({"serial": "1-0001", "choices": [1]});
        let paper = flow.moderator.does("enter_paper_ballot").at("vote", &vote).with(sheet.clone()).ok().await;
        flow.colleague.does("confirm_paper_ballot").at("paper_ballot", &paper).with(sheet).ok().await;
        assert_eq!(told(&read().await), (&json!(6), &now));

        let count = json!({"returned": 1, "spoiled": 0});
        flow.moderator.does("close_paper_batch").at("paper_batch", &batch).with(count).ok().await;
        closed(&flow, &vote).await;
        assert_eq!(told(&read().await), (&json!(6), &now));

        // An instance of an older version writes no building. Its voters are counted in the cell of the small
        // buildings.
        change_database(&town, "UPDATE poll_book SET building = NULL WHERE channel = 'paper'").await;
        town.later(chrono::TimeDelta::seconds(2));
        let merged =
            json!([{"building": "5", "eligible": 11, "cast": 2}, {"building": null, "eligible": 10, "cast": 4}]);
        assert_eq!(told(&read().await), (&json!(6), &merged));
    });
}
