//! Votes on paper: sheets are handed out, keyed by two people, settled by a third where the two differ, and counted
//! when the numbers of a batch add up.

use chrono::TimeDelta;
use futures_util::future::join_all;
use sanhui::in_process::Answer;
use sanhui::record::checks::Evidence;
use tests::{Deed, Person, TwoInstances, Value, json, story, two_instances};

use super::log::{bundle, cast};
use super::verifiers::faults;
use crate::ask_database;
use crate::flow::{Flow, STREET};

/// A vote with a batch of paper sheets, its voters, and the staff who run it.
struct Desk {
    flow: Flow,
    /// A moderator who is neither of the two that key sheets.
    third: Person,
    voters: Vec<Person>,
    vote: Value,
    batch: Value,
}

impl Desk {
    async fn new(town: &tests::Town, voters: usize, sheets: u16) -> Self {
        let flow = Flow::new(town).await;
        let third = town.moderator(STREET).await;
        let names: Vec<String> = (0..voters).map(|number| format!("居民{number}")).collect();
        let voters = flow.neighbours(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let vote = flow.open_vote().await;
        let sheets = json!({"sheets": sheets});
        let batch = flow.moderator.does("open_paper_batch").at("vote", &vote).with(sheets).ok().await;
        Self { flow, third, voters, vote, batch }
    }

    /// Hands a sheet of the batch out to this voter.
    async fn hands(&self, voter: &Person) -> Deed {
        let whom = json!({"account_id": voter.account().await, "paper_batch_id": self.batch["id"]});
        self.flow.moderator.does("hand_out_paper").at("vote", &self.vote).with(whom)
    }

    /// Keys a sheet for the first time.
    fn keys(&self, who: &Person, number: u16, choices: &[u8]) -> Deed {
        who.does("enter_paper_ballot").at("vote", &self.vote).with(sheet(number, choices))
    }

    /// Two people key the sheet with the same choices, so that it is accepted.
    async fn keyed(&self, number: u16, choices: &[u8]) {
        let paper = self.keys(&self.flow.moderator, number, choices).ok().await;
        assert_eq!(paper["stage"], "keyed_once");
        let paper = again(&self.flow.colleague, &paper, number, choices).ok().await;
        assert_eq!(paper["stage"], "accepted");
    }

    /// Closes the batch with these numbers of returned and of spoiled sheets.
    fn counts(&self, returned: u16, spoiled: u16) -> Deed {
        let count = json!({"returned": returned, "spoiled": spoiled});
        self.flow.moderator.does("close_paper_batch").at("paper_batch", &self.batch).with(count)
    }

    fn reads_result(&self) -> Deed {
        self.flow.public.does("read_result").at("vote", &self.vote)
    }
}

/// The body that keys a sheet.
fn sheet(number: u16, choices: &[u8]) -> Value {
    json!({"serial": format!("1-{number:04}"), "choices": choices})
}

/// Keys a sheet for the second time.
fn again(who: &Person, paper: &Value, number: u16, choices: &[u8]) -> Deed {
    who.does("confirm_paper_ballot").at("paper_ballot", paper).with(sheet(number, choices))
}

/// Settles a sheet on which the two entries differ.
fn settles(who: &Person, paper: &Value, number: u16, choices: &[u8]) -> Deed {
    who.does("resolve_paper_mismatch").at("paper_ballot", paper).with(sheet(number, choices))
}

#[test]
fn a_vote_with_paper_from_the_pile_to_both_verifiers() {
    two_instances(async |TwoInstances { town, other }| {
        let desk = Desk::new(&town, 21, 12).await;
        let Desk { flow, third, voters, vote, .. } = &desk;
        let (first, second) = (&flow.moderator, &flow.colleague);

        // Ten people vote online and ten on paper. One of the latter had voted online before.
        cast(&voters[0], vote, 2).await;
        for (turn, voter) in voters[..10].iter().enumerate() {
            let hands = desk.hands(voter).await;
            if turn % 2 == 0 { hands } else { hands.through(&other) }.ok().await;
        }
        desk.hands(&voters[0]).await.through(&other).refused("paper-handed-out").await;
        assert_eq!(voters[0].does("read_my_receipt").at("vote", vote).answer().await.status, 404);
        let late = json!({"choices": [1]});
        voters[0].does("cast_ballot").at("vote", vote).with(late).through(&other).refused("paper-handed-out").await;
        let may = voters[0].does("read_my_eligibility").at("vote", vote).through(&other).ok().await;
        assert_eq!((&may["eligible"], &may["reason"]), (&json!(false), &json!("paper_handed_out")));
        assert_eq!(voters[0].does("list_my_notices").ok().await["items"][0]["kind"], "paper_handed_out");
        for (turn, voter) in voters[10..20].iter().enumerate() {
            cast(voter, vote, if turn < 4 { 1 } else { 2 }).await;
        }
        let turnout = flow.public.does("read_turnout").at("vote", vote).ok().await;
        let by_way = json!([{"channel": "online", "cast": 10}, {"channel": "paper", "cast": 10}]);
        assert_eq!((&turnout["cast"], &turnout["by_channel"]), (&json!(20), &by_way));
        let waiting = first.does("list_non_voters").at("vote", vote).ok().await;
        assert_eq!(waiting["items"].as_array().unwrap().len(), 1, "{waiting}");

        // Nine sheets come back, one of them torn, so eight are keyed.
        for (number, choices) in
            [(3, vec![1]), (11, vec![1]), (7, vec![2]), (1, vec![1]), (12, vec![1, 2]), (9, vec![])]
        {
            desk.keyed(number, &choices).await;
        }
        let doubtful = desk.keys(first, 5, &[1]).ok().await;
        desk.keys(second, 5, &[1]).through(&other).refused("paper-already-keyed").await;
        again(first, &doubtful, 5, &[1]).refused("paper-keyed-by-you").await;
        again(second, &doubtful, 6, &[1]).refused_for("/serial").await;
        again(second, &doubtful, 5, &[3]).refused_for("/choices").await;
        let found = second.does("list_paper_ballots").at("vote", vote).at("stage", "keyed_once").ok().await;
        assert_eq!(found["items"], json!([doubtful]), "blind: nothing but the serial");
        assert_eq!(again(second, &doubtful, 5, &[2]).through(&other).ok().await["stage"], "mismatch");
        for hand in [first, second] {
            let seen = hand.does("list_paper_mismatches").at("vote", vote).ok().await;
            assert_eq!((&seen["items"][0]["serial"], &seen["items"][0]["readings"]), (&json!("1-0005"), &Value::Null));
            settles(hand, &doubtful, 5, &[1]).refused("paper-keyed-by-you").await;
        }
        let seen = third.does("list_paper_mismatches").at("vote", vote).ok().await;
        let read = seen["items"][0]["readings"].as_array().unwrap();
        assert_eq!([&read[0]["choices"], &read[1]["choices"]], [&json!([1]), &json!([2])]);
        desk.counts(8, 1).refused("paper-does-not-add-up").await;
        assert_eq!(settles(third, &doubtful, 5, &[1]).through(&other).ok().await["stage"], "accepted");
        settles(third, &doubtful, 5, &[1]).refused("paper-not-in-doubt").await;

        // The vote ends while a sheet waits for its second entry. It is not counted until then.
        let last = desk.keys(first, 2, &[1]).ok().await;
        let why = json!({"reason": "都投完了"});
        first.does("close_vote").at("vote", vote).with(why).refused("paper-not-keyed").await;
        town.later(TimeDelta::days(8));
        desk.reads_result().through(&other).refused("paper-not-keyed").await;
        flow.steward.does("certify_result").at("vote", vote).refused("paper-not-keyed").await;
        flow.public.does("read_checkpoint").at("vote", vote).ok().await;
        desk.hands(&voters[20]).await.refused("vote-closed").await;
        desk.counts(9, 1).refused("paper-does-not-add-up").await;
        again(second, &last, 2, &[1]).ok().await;
        desk.counts(10, 1).refused("paper-does-not-add-up").await;
        let closed = desk.counts(9, 1).through(&other).ok().await;
        assert_eq!(closed["closed"]["returned"], 9);
        desk.counts(9, 1).refused("paper-batch-closed").await;
        desk.keys(first, 4, &[1]).refused("paper-batch-closed").await;
        let batches = first.does("list_paper_batches").at("vote", vote).ok().await;
        assert_eq!((&batches["items"][0]["handed_out"], &batches["items"][0]["accepted"]), (&json!(10), &json!(8)));

        let result = desk.reads_result().through(&other).ok().await;
        let heads = ["cast", "valid", "blank", "invalid"].map(|name| result["heads"][name].as_u64().unwrap());
        assert_eq!(heads, [18, 16, 1, 1], "{result}");
        assert_eq!(result["elected"]["number"], 1);
        let votes: u64 = result["standings"].as_array().unwrap().iter().map(|one| one["votes"].as_u64().unwrap()).sum();
        assert_eq!(votes, 16);
        let won = result["standings"].as_array().unwrap().iter().find(|one| one["option"]["number"] == 1).unwrap();
        assert_eq!(won["votes"], 4 + 5);
        flow.steward.does("certify_result").at("vote", vote).ok().await;
        let file = bundle(flow, vote).await;
        assert_eq!(faults(&file, &Evidence::default()), [""; 0]);
        let voids =
            file["leaves"].as_array().unwrap().iter().filter(|leaf| leaf.as_str().unwrap().contains("\"void\""));
        assert_eq!(voids.count(), 1);

        // The poll book keeps the names of people who were handed a sheet, and nothing connects them with the ballots.
        assert_eq!(flow.public.does("read_turnout").at("vote", vote).ok().await["by_channel"], by_way);
        for (expected, what) in [
            (0, "urn"),
            (0, "paper_handouts"),
            (20, "poll_book"),
            (10, "poll_book WHERE channel = 'paper'"),
            (0, "poll_book WHERE voter LIKE 'sheet:%'"),
            (0, "paper_ballots WHERE first_entry IS NOT NULL OR second_entry IS NOT NULL"),
        ] {
            assert_eq!(
                ask_database(&town, &format!("SELECT count(*) AS answer FROM {what}")).await,
                expected,
                "{what}"
            );
        }
    });
}

#[test]
fn a_batch_that_does_not_add_up_says_what_differs() {
    story(async |town| {
        let desk = Desk::new(&town, 3, 2).await;
        for voter in &desk.voters[..2] {
            desk.hands(voter).await.ok().await;
        }
        desk.hands(&desk.voters[2]).await.refused("paper-batch-empty").await;
        let says = async |deed: Deed, words: &str| {
            let problem = deed.header("Accept-Language", "en").refused("paper-does-not-add-up").await;
            assert!(problem["detail"].as_str().unwrap().contains(words), "{problem}");
        };
        desk.keyed(1, &[1]).await;
        says(desk.counts(2, 0), "says 2 sheets with 0 spoiled, but 1 were keyed").await;
        says(desk.counts(3, 2), "3 sheets, but only 2 were handed out").await;
        let half = desk.keys(&desk.third, 2, &[1]).ok().await;
        says(desk.counts(2, 0), "1 sheets were keyed only once").await;
        again(&desk.flow.moderator, &half, 2, &[2]).ok().await;
        says(desk.counts(2, 0), "1 sheets were keyed in two ways").await;
        desk.keys(&desk.third, 3, &[1]).refused_for("/serial").await;
        settles(&desk.flow.colleague, &half, 2, &[]).ok().await;
        desk.counts(2, 0).ok().await;
        desk.hands(&desk.voters[2]).await.refused("paper-batch-closed").await;

        // When every batch is closed, the vote can be closed by hand. A voter without a sheet may still vote until
        // then.
        cast(&desk.voters[2], &desk.vote, 2).await;
        let why = json!({"reason": "都投完了"});
        desk.flow.moderator.does("close_vote").at("vote", &desk.vote).with(why).ok().await;
        let heads = desk.reads_result().ok().await["heads"].clone();
        assert_eq!((&heads["cast"], &heads["valid"], &heads["blank"]), (&json!(3), &json!(2), &json!(1)));
        // Three ballots in two ways are too few to be shown by way.
        let turnout = desk.flow.public.does("read_turnout").at("vote", &desk.vote).ok().await;
        assert_eq!(turnout["by_channel"], json!([{"channel": null, "cast": 3}]));
    });
}

#[test]
fn twenty_second_entries_at_once_make_one_ballot_and_twenty_handouts_one_sheet() {
    two_instances(async |TwoInstances { town, other }| {
        let desk = Desk::new(&town, 2, 40).await;
        let spread =
            |turn: usize, deed: Deed| if turn.is_multiple_of(2) { deed } else { deed.through(&other) }.answer_boxed();
        let done = |answers: Vec<Answer>, gate: &str| {
            let refused: Vec<_> =
                answers.iter().filter(|answer| answer.status >= 300 && answer.status != 503).collect();
            let named = refused.iter().all(|answer| answer.json()["type"] == format!("/problems/{gate}"));
            assert!(named, "{:?}", refused.iter().map(|answer| answer.json()).collect::<Vec<_>>());
            answers.iter().filter(|answer| answer.status < 300).count()
        };

        let mut deeds = Vec::new();
        for turn in 0..20 {
            deeds.push(spread(turn, desk.hands(&desk.voters[0]).await));
        }
        assert_eq!(done(join_all(deeds).await, "paper-handed-out"), 1);

        let once = desk.keys(&desk.flow.moderator, 1, &[1]).ok().await;
        let hands = [&desk.flow.colleague, &desk.third];
        let deeds = (0..20).map(|turn| spread(turn, again(hands[turn / 2 % 2], &once, 1, &[1])));
        assert_eq!(done(join_all(deeds).await, "paper-already-keyed"), 1);
        let in_urn = "SELECT count(*) AS answer FROM urn WHERE channel = 'paper'";
        assert_eq!(ask_database(&town, in_urn).await, 1);

        // A voter casts online at the moment a sheet is handed to them. Only the sheet remains.
        let voter = &desk.voters[1];
        let hands = desk.hands(voter).await.through(&other).answer_boxed();
        let casts = (0..10).map(|turn| {
            let choice = json!({"choices": [turn % 2 + 1]});
            spread(turn, voter.does("cast_ballot").at("vote", &desk.vote).with(choice))
        });
        let answers = join_all(casts.chain([hands])).await;
        assert!(answers.last().unwrap().status < 300, "{}", answers.last().unwrap().json());
        assert_eq!(ask_database(&town, "SELECT count(*) AS answer FROM urn WHERE channel = 'online'").await, 0);
        town.later(TimeDelta::days(8));
        desk.counts(1, 0).ok().await;
        assert_eq!(desk.reads_result().ok().await["heads"]["cast"], 1);
        assert_eq!(faults(&bundle(&desk.flow, &desk.vote).await, &Evidence::default()), [""; 0]);
    });
}

#[test]
fn a_voided_vote_leaves_nothing_that_was_keyed() {
    story(async |town| {
        let desk = Desk::new(&town, 1, 2).await;
        desk.hands(&desk.voters[0]).await.ok().await;
        let once = desk.keys(&desk.flow.moderator, 1, &[1]).ok().await;
        let why = json!({"reason": "方案一图纸有误"});
        desk.flow.steward.does("void_vote").at("vote", &desk.vote).with(why).ok().await;
        again(&desk.flow.colleague, &once, 1, &[1]).refused("vote-voided").await;
        desk.keys(&desk.flow.moderator, 2, &[1]).refused("vote-voided").await;
        desk.counts(0, 0).refused("vote-voided").await;
        let left = "SELECT count(*) AS answer FROM paper_ballots WHERE first_entry IS NOT NULL";
        assert_eq!(ask_database(&town, left).await, 0);
    });
}

#[test]
fn a_sheet_that_comes_back_unused_is_torn_up_and_its_voter_votes_another_way() {
    two_instances(async |TwoInstances { town, other }| {
        let desk = Desk::new(&town, 3, 3).await;
        let Desk { flow, voters, vote, .. } = &desk;
        let returns = async |voter: &Person, serial: &str| {
            let unused = json!({"account_id": voter.account().await, "serial": serial, "reason": "改用手机投票"});
            desk.third.does("take_back_paper").at("vote", vote).with(unused)
        };
        for voter in &voters[..2] {
            desk.hands(voter).await.ok().await;
        }
        let handed = desk.hands(&voters[2]).await.ok().await;
        assert_eq!((&handed["handed_out"], &handed["taken_back"]), (&json!(3), &json!(0)));
        let half = desk.keys(&flow.moderator, 1, &[1]).ok().await;
        again(&flow.colleague, &half, 1, &[1]).ok().await;
        returns(&voters[0], "1-0001").await.refused("paper-already-keyed").await;
        returns(&voters[0], "1-0004").await.refused_for("/serial").await;
        returns(&voters[0], "10004").await.refused_for("/serial").await;
        let batch = returns(&voters[0], "1-0003").await.through(&other).ok().await;
        assert_eq!((&batch["handed_out"], &batch["taken_back"]), (&json!(2), &json!(1)));
        assert_eq!(voters[0].does("list_my_notices").ok().await["items"][0]["kind"], "paper_taken_back");
        returns(&voters[0], "1-0002").await.through(&other).refused("paper-not-handed-out").await;
        returns(&voters[1], "1-0003").await.refused("paper-taken-back").await;
        desk.keys(&flow.moderator, 3, &[1]).through(&other).refused("paper-taken-back").await;
        desk.hands(&voters[0]).await.refused("paper-batch-empty").await;
        cast(&voters[0], vote, 2).await;
        let incidents = flow.steward.does("list_incidents").at("vote", vote).ok().await;
        assert_eq!(incidents["items"][0]["reason"], "改用手机投票");

        // As many sheets are keyed as were handed out, so no handed-out sheet can be unused.
        let last = desk.keys(&flow.moderator, 2, &[2]).ok().await;
        again(&flow.colleague, &last, 2, &[2]).ok().await;
        returns(&voters[1], "1-0002").await.refused("paper-already-keyed").await;
        desk.counts(3, 1).refused("paper-does-not-add-up").await;
        desk.counts(2, 0).ok().await;
        returns(&voters[1], "1-0002").await.refused("paper-batch-closed").await;
        town.later(TimeDelta::days(8));
        let heads = desk.reads_result().ok().await["heads"].clone();
        assert_eq!((&heads["cast"], &heads["valid"]), (&json!(3), &json!(3)));
        desk.third.does("certify_result").at("vote", vote).refused("certifier-ran-the-vote").await;
        assert_eq!(faults(&bundle(flow, vote).await, &Evidence::default()), [""; 0]);
    });
}
