//! While a vote runs: it is paused and resumed, extended or voided, and the moderator sees which voters have not voted
//! yet.

use chrono::TimeDelta;
use tests::{TwoInstances, Value, json, story, two_instances};

use crate::flow::Flow;

fn why(reason: &str) -> Value {
    json!({"reason": reason})
}

#[test]
fn a_pause_holds_ballots_back_on_every_instance_and_everybody_is_told() {
    two_instances(async |TwoInstances { town, other }| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强"]).await;
        let vote = flow.open_vote().await;
        let cast = |who: usize, choice: u8| {
            voters[who].does("cast_ballot").at("vote", &vote).with(json!({"choices": [choice]}))
        };
        cast(0, 2).ok().await;
        flow.moderator.does("resume_vote").at("vote", &vote).with(why("无")).refused("vote-not-paused").await;
        let paused = flow.moderator.does("pause_vote").at("vote", &vote).with(why("会场停电")).ok().await;
        assert_eq!((&paused["status"], &paused["stop_reason"]), (&json!("paused"), &json!("会场停电")));
        flow.moderator.does("pause_vote").at("vote", &vote).with(why("会场停电")).refused("vote-already-paused").await;
        cast(0, 1).through(&other).refused("vote-paused").await;
        cast(1, 1).refused("vote-paused").await;
        let may = voters[1].does("read_my_eligibility").at("vote", &vote).through(&other).ok().await;
        assert_eq!(may["reason"], "paused");
        flow.public.does("read_result").at("vote", &vote).refused("result-sealed").await;

        flow.moderator.does("resume_vote").at("vote", &vote).with(why("来电了")).through(&other).ok().await;
        cast(1, 1).ok().await;
        let told = voters[1].does("list_my_notices").ok().await;
        let kinds: Vec<&Value> = told["items"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
        assert_eq!(kinds[..2], [&json!("vote_resumed"), &json!("vote_paused")]);
        let steps = flow.public.does("list_vote_steps").at("vote", &vote).ok().await;
        let done: Vec<&Value> = steps["items"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
        assert_eq!(done, [&json!("paused"), &json!("resumed")]);

        // The closing time does not move during a pause, and closes the vote.
        flow.moderator.does("pause_vote").at("vote", &vote).with(why("再次停电")).ok().await;
        town.later(TimeDelta::days(8));
        cast(0, 1).refused("vote-closed").await;
        let result = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!((&result["heads"]["cast"], &result["status"]), (&json!(2), &json!("closed")));
        assert_eq!(flow.public.does("list_votes").at("status", "paused").ok().await["items"], json!([]));
        assert_eq!(flow.public.does("list_votes").at("status", "closed").ok().await["items"][0]["id"], vote["id"]);
        // The ballot that was cast before the pause counts.
        assert_eq!(
            result["standings"].as_array().unwrap().iter().map(|one| one["votes"].as_u64().unwrap()).sum::<u64>(),
            2
        );
    });
}

#[test]
fn more_time_is_given_while_it_runs_and_never_taken() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voter = flow.neighbours(&["王芳"]).await.remove(0);
        let vote = flow.open_vote().await;
        let extend = |by: &tests::Person, days: i64| {
            let more = json!({"closes_at": town.in_days(days), "reason": "暂停过一小时"});
            by.does("extend_vote").at("vote", &vote).with(more)
        };
        extend(&flow.moderator, 6).refused_for("/closes_at").await;
        extend(&flow.moderator, 400).refused_for("/closes_at").await;
        let longer = extend(&flow.colleague, 9).ok().await;
        assert!(longer["closes_at"].as_str() > vote["closes_at"].as_str(), "{longer}");
        town.later(TimeDelta::days(8));
        voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;
        town.later(TimeDelta::days(1));
        extend(&flow.moderator, 9).refused("vote-closed").await;
        // A moderator who extended the vote may not certify it.
        flow.colleague.does("certify_result").at("vote", &vote).refused("certifier-ran-the-vote").await;
        flow.steward.does("certify_result").at("vote", &vote).ok().await;
        extend(&flow.moderator, 9).refused("vote-closed").await;
    });
}

#[test]
fn a_voided_vote_has_no_result_and_another_may_follow() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voter = flow.neighbours(&["王芳"]).await.remove(0);
        let vote = flow.open_vote().await;
        voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;
        let again = json!({"project_id": vote["project_id"], "title": "重新表决", "closes_at": town.in_days(7), "objection_days": 0});
        flow.moderator.does("draft_vote").with(again.clone()).refused("vote-not-finished").await;
        flow.moderator.does("void_vote").at("vote", &vote).with(why("选项有误")).refused("not-for-your-role").await;
        flow.steward.does("void_vote").at("vote", &vote).with(why("")).refused_for("/reason").await;
        let voided = flow.steward.does("void_vote").at("vote", &vote).with(why("方案一图纸有误")).ok().await;
        assert_eq!((&voided["status"], &voided["stop_reason"]), (&json!("voided"), &json!("方案一图纸有误")));
        voter.does("cast_ballot").at("vote", &vote).with(json!({"choices": [2]})).refused("vote-voided").await;
        flow.public.does("read_result").at("vote", &vote).refused("vote-voided").await;
        flow.steward.does("certify_result").at("vote", &vote).refused("vote-voided").await;
        flow.steward.does("void_vote").at("vote", &vote).with(why("再来")).refused("vote-voided").await;
        flow.moderator.does("close_vote").at("vote", &vote).with(why("结束")).refused("vote-voided").await;
        assert_eq!(voter.does("list_my_notices").ok().await["items"][0]["kind"], "vote_voided");

        // The project gets a second vote.
        let second = flow.moderator.does("draft_vote").with(again.clone()).ok().await;
        flow.moderator.does("build_roll").at("vote", &second).ok().await;
        flow.moderator.does("open_vote").at("vote", &second).ok().await;
        voter.does("cast_ballot").at("vote", &second).with(json!({"choices": [2]})).ok().await;
        town.later(TimeDelta::days(8));
        let result = flow.public.does("read_result").at("vote", &second).ok().await;
        assert_eq!(result["elected"]["number"], 2);
        flow.colleague.does("certify_result").at("vote", &second).ok().await;
        flow.steward.does("void_vote").at("vote", &second).with(why("反悔")).refused("result-already-certified").await;
    });
}

#[test]
fn a_draft_that_is_not_wanted_is_thrown_away() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let (project, _) = flow.publicized().await;
        let draft = flow.drafted(&project).await;
        flow.steward.does("void_vote").at("vote", &draft).with(why("题目写错")).ok().await;
        flow.moderator.does("open_vote").at("vote", &draft).refused("vote-voided").await;
        flow.drafted(&project).await;
    });
}

#[test]
fn the_moderator_finds_the_voters_and_those_of_them_who_have_not_voted() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强"]).await;
        let vote = flow.open_vote().await;
        let late = flow.neighbours(&["赵敏"]).await.remove(0);
        let stranger = town.resident("周伟").await;
        voters[0].does("cast_ballot").at("vote", &vote).with(json!({"choices": [1]})).ok().await;

        let look = |sought: Value| flow.moderator.does("look_up_voter").at("vote", &vote).with(sought);
        let by_phone = |person: &tests::Person| look(json!({"phone": person.reached_at()}));
        let found = by_phone(&voters[0]).ok().await;
        assert_eq!((&found["items"][0]["eligible"], &found["items"][0]["has_cast"]), (&json!(true), &json!(true)));
        assert_eq!(by_phone(&late).ok().await["items"][0]["reason"], "verified_too_late");
        assert_eq!(by_phone(&stranger).ok().await["items"], json!([]), "a number alone tells nothing");
        look(json!({})).refused_for("/phone").await;
        look(json!({"building": "3号"})).refused_for("/room").await;

        let waiting = flow.moderator.does("list_non_voters").at("vote", &vote).ok().await;
        let waiting = waiting["items"].as_array().unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!((&waiting[0]["display_name"], &waiting[0]["building"]), (&json!("李强"), &json!("3号")));
        let door = json!({"building": "3 号", "room": waiting[0]["room"]});
        let there = look(door).ok().await;
        assert_eq!(
            (&there["items"][0]["display_name"], &there["items"][0]["has_cast"]),
            (&json!("李强"), &json!(false))
        );

        let elsewhere = town.moderator("310104003").await;
        elsewhere.does("list_non_voters").at("vote", &vote).refused("not-your-area").await;
        voters[0].does("list_non_voters").at("vote", &vote).refused("not-for-your-role").await;
    });
}

#[test]
fn incidents_are_written_down_for_the_staff_who_run_the_vote() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        flow.neighbours(&["王芳"]).await;
        let (project, _) = flow.publicized().await;
        flow.held("coordination", &project).await;
        let vote = flow.drafted(&project).await;
        let incident = json!({"text": "20:10 会场断网约五分钟。"});
        flow.moderator
            .does("report_incident")
            .at("vote", &vote)
            .with(incident.clone())
            .refused("vote-not-opened")
            .await;
        flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        flow.moderator.does("open_vote").at("vote", &vote).ok().await;
        flow.moderator.does("report_incident").at("vote", &vote).with(incident).ok().await;
        let kept = flow.steward.does("list_incidents").at("vote", &vote).ok().await;
        assert_eq!(kept["items"][0]["reason"], "20:10 会场断网约五分钟。");
        assert_eq!(flow.public.does("list_vote_steps").at("vote", &vote).ok().await["items"], json!([]));
    });
}
