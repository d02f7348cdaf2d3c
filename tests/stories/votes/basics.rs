//! The basic promises of a vote: one ballot counts for each voter, time closes the vote, the result is sealed until
//! then, and no answer tells what a person chose.

use chrono::TimeDelta;
use tests::{TwoInstances, Value, json, story, two_instances};

use crate::flow::Flow;

#[test]
fn one_ballot_counts_however_often_a_person_votes_at_once() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强"]).await;
        let vote = flow.open_vote().await;
        for voter in &voters {
            voter.token().await;
            let casts = (0..12).map(|turn| {
                let ballot = voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [turn % 2 + 1]}));
                if turn % 3 == 0 { ballot.through(&other).answer() } else { ballot.answer() }
            });
            let answers = futures_util::future::join_all(casts).await;
            assert!(answers.iter().any(|answer| answer.status == 200));
            for answer in &answers {
                assert!([200, 503].contains(&answer.status), "{} {}", answer.status, answer.json());
            }
        }
        let turnout = flow.public.does("read_turnout").at("vote", &vote).through(&other).ok().await;
        assert_eq!(turnout["cast"], 2);
        town.later(TimeDelta::days(8));
        let result = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!((&result["heads"]["cast"], &result["heads"]["valid"]), (&json!(2), &json!(2)));
        let votes: u64 = result["standings"].as_array().unwrap().iter().map(|one| one["votes"].as_u64().unwrap()).sum();
        assert_eq!(votes, 2);
        let there = flow.public.does("read_result").at("vote", &vote).through(&other).ok().await;
        assert_eq!(there, result, "both instances count the same");
    });
}

#[test]
fn time_closes_a_vote_without_anybody() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强", "陈静"]).await;
        let vote = flow.open_vote().await;
        voters[0].does("cast_ballot").at("vote", &vote).with(json!({"choices": [2]})).ok().await;
        town.later(TimeDelta::days(7) - TimeDelta::seconds(1));
        voters[1].does("cast_ballot").at("vote", &vote).with(json!({"choices": [2]})).ok().await;
        town.later(TimeDelta::seconds(1));
        voters[2].does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).refused("vote-closed").await;
        let late = voters[2].does("read_my_eligibility").at("vote", &vote).ok().await;
        assert_eq!((&late["eligible"], &late["reason"]), (&json!(false), &json!("closed")));

        let read = flow.public.does("read_vote").at("vote", &vote).ok().await;
        assert_eq!((&read["status"], &read["closed_at"]), (&json!("closed"), &vote["closes_at"]));
        let result = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!((&result["heads"]["cast"], &result["elected"]["number"]), (&json!(2), &json!(2)));
        let why = json!({"reason": "已到时间"});
        flow.moderator.does("close_vote").at("vote", &vote).with(why).refused("vote-closed").await;
        flow.moderator.does("certify_result").at("vote", &vote).refused("certifier-ran-the-vote").await;
        flow.colleague.does("certify_result").at("vote", &vote).ok().await;
        assert_eq!(flow.public.does("read_result").at("vote", &vote).ok().await["status"], "certified");
    });
}

#[test]
fn while_a_vote_is_open_nothing_says_how_it_stands() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强"]).await;
        let vote = flow.open_vote().await;
        let seen = async || {
            let mut seen = Vec::new();
            for operation in ["read_vote", "read_turnout"] {
                seen.push(flow.public.does(operation).at("vote", &vote).ok().await);
            }
            seen.push(flow.public.does("list_votes").ok().await);
            seen.push(flow.public.does("read_trace").at("kind", "vote").at("id", &vote).ok().await);
            seen
        };
        let first = voters[0].does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;
        let before = seen().await;
        let changed = voters[0].does("cast_ballot").at("vote", &vote).with(json!({"choices": [2]})).ok().await;
        assert_eq!(before, seen().await, "a change of mind shows nowhere");
        for who in [&flow.public, &flow.moderator, &flow.steward, &voters[0]] {
            who.does("read_result").at("vote", &vote).refused("result-sealed").await;
        }

        let fields = |receipt: &Value| receipt.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(fields(&first), fields(&changed));
        assert_ne!(first["commitment"], changed["commitment"]);
        let mine = voters[0].does("read_my_receipt").at("vote", &vote).ok().await;
        assert_eq!(mine["commitment"], changed["commitment"]);
        voters[1].does("read_my_receipt").at("vote", &vote).refused("not-found").await;
        for answer in before.iter().chain([&mine]) {
            let text = answer.to_string();
            assert!(!text.contains("choices") && !text.contains("王芳") && !text.contains("+86"), "{text}");
        }
        flow.public.does("read_roll").at("vote", &vote).refused("sign-in-needed").await;
        voters[0].does("read_roll").at("vote", &vote).refused("not-for-your-role").await;
        flow.moderator.does("read_roll").at("vote", &vote).ok().await;
    });
}

#[test]
fn only_people_on_the_frozen_roll_vote_and_only_by_the_rule() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强"]).await;
        let vote = flow.open_vote().await;
        let late = town.neighbour("后来", &flow.unit, &flow.moderator).await;
        let ballot = json!({"choices": [1]});
        late.does("cast_ballot").at("vote", &vote).with(ballot.clone()).refused("not-on-the-roll").await;
        let why = late.does("read_my_eligibility").at("vote", &vote).ok().await;
        assert_eq!(why["reason"], "verified_too_late");
        let stranger = town.resident("路人").await;
        stranger.does("cast_ballot").at("vote", &vote).with(ballot.clone()).refused("not-on-the-roll").await;
        flow.moderator.does("cast_ballot").at("vote", &vote).with(ballot).refused("not-on-the-roll").await;

        for choices in [json!([1, 2]), json!([3]), json!([0])] {
            let against = voters[0].does("cast_ballot").at("vote", &vote).with(json!({"choices": choices}));
            let refused = against.refused("invalid-field").await;
            assert!(refused["errors"][0]["pointer"].as_str().unwrap().starts_with("/choices"), "{refused}");
        }
        voters[0].does("cast_ballot").at("vote", &vote).with(json!({"choices": []})).ok().await;
        let why = json!({"reason": "名册上的居民均已有机会投票"});
        flow.moderator.does("close_vote").at("vote", &vote).with(why).ok().await;
        let heads = flow.public.does("read_result").at("vote", &vote).ok().await["heads"].clone();
        let expected = json!({"eligible": 2, "cast": 1, "valid": 0, "blank": 1, "invalid": 0});
        assert_eq!(heads, expected);
    });
}

#[test]
fn a_draft_can_be_changed_until_it_is_opened() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        flow.neighbours(&["王芳"]).await;
        let (project, designs) = flow.publicized().await;
        flow.held("coordination", &project).await;
        let vote = flow.drafted(&project).await;
        let change = json!({
            "title": "另一个题目", "closes_at": town.in_days(9), "method": "approve", "at_most": 1, "design_ids": [designs[1]["id"], designs[0]["id"]],
            "quorum": {"base": "eligible", "cmp": "ge", "num": 1, "den": 3},
        });
        let changing = || flow.moderator.does("update_vote").at("vote", &vote).with(change.clone());
        changing().refused("if-match-needed").await;
        changing().if_match("\"stale\"").refused("changed-meanwhile").await;
        let read = flow.moderator.does("read_vote").at("vote", &vote).answer().await;
        let changed = changing().if_match(read.header("ETag").unwrap()).ok().await;
        assert_eq!((&changed["title"], &changed["options"][0]["design_id"]), (&json!("另一个题目"), &designs[1]["id"]));

        let blocked = flow.moderator.does("check_vote").at("vote", &vote).ok().await;
        assert_eq!(
            (&blocked["ready"], &blocked["blockers"][0]["type"]),
            (&json!(false), &json!("/problems/roll-not-built"))
        );
        flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        flow.moderator.does("open_vote").at("vote", &vote).ok().await;
        let read = flow.moderator.does("read_vote").at("vote", &vote).answer().await;
        changing().if_match(read.header("ETag").unwrap()).refused("vote-already-opened").await;
    });
}
