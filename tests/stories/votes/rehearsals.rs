//! Before and after a vote: a rehearsal, a preflight with a deputy, a tie that elects nobody, and the time for
//! objections.

use chrono::TimeDelta;
use sanhui::record::checks::Evidence;
use tests::{Person, Value, json, story};

use super::ballots::opened;
use super::verifiers::faults;
use crate::flow::Flow;

async fn cast(voter: &Person, vote: &Value, body: Value) -> Value {
    voter.does("cast_ballot").at("vote", vote).with(body).ok().await
}

#[test]
fn where_the_rule_has_no_lot_a_tie_elects_nobody_and_both_verifiers_agree() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强"]).await;
        let vote = opened(&flow, 2, json!({"on_tie": "no_result"})).await;
        assert!(vote["rule"]["explained_zh"].as_str().unwrap().contains("无方案当选"), "{vote}");
        for (voter, choice) in voters.iter().zip([1, 2]) {
            cast(voter, &vote, json!({"choices": [choice]})).await;
        }
        town.later(TimeDelta::days(8));
        let result = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!((&result["elected"], &result["no_result"]), (&Value::Null, &json!("tied")));
        assert_eq!(result["tied"].as_array().unwrap().len(), 2);
        let said = &result["rounds"][0];
        assert!(said["explained_en"].as_str().unwrap().ends_with("nobody is elected then."), "{said}");
        assert!(said["explained_zh"].as_str().unwrap().ends_with("无方案当选。"), "{said}");
        let protocol = flow.public.does("read_protocol").at("vote", &vote).answer().await;
        assert!(String::from_utf8(protocol.bytes).unwrap().contains("无结果：得票不分先后"));

        let mut bundle = flow.public.does("download_bundle").at("vote", &vote).ok().await;
        assert_eq!(faults(&bundle, &Evidence::default()), [""; 0]);
        let design = bundle["rules"]["options"][0].clone();
        bundle["result"]["elected"] = design;
        assert_eq!(faults(&bundle, &Evidence::default()), ["count-wrong"], "somebody is said to be elected after all");

        let project = json!({"id": vote["project_id"]});
        flow.colleague.does("certify_result").at("vote", &vote).ok().await;
        let winner = json!({"design_id": vote["options"][0]["design_id"], "vote_id": vote["id"]});
        flow.steward.does("approve_design").at("project", &project).with(winner).refused("not-the-winner").await;
        let again = json!({"project_id": vote["project_id"], "title": "再次表决", "closes_at": town.in_days(7)});
        flow.moderator.does("draft_vote").with(again).ok().await;
    });
}

#[test]
fn there_is_time_to_object_and_nobody_certifies_before_it_is_over() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voter = flow.neighbours(&["王芳"]).await.remove(0);
        let vote = opened(&flow, 2, json!({"objection_days": null})).await;
        assert_eq!(vote["rule"]["objection_days"], 3, "the shown default of a street");
        assert!(vote["rule"]["explained_en"].as_str().unwrap().contains("taken for 3 days"));
        cast(&voter, &vote, json!({"choices": [2]})).await;
        town.later(TimeDelta::days(7)); // the announced end
        let result = flow.public.does("read_result").at("vote", &vote).ok().await;
        assert_eq!(result["objections_until"].as_str().unwrap().get(..10), town.in_days(3).get(..10));
        let object = |text: &str| voter.does("object_to_result").at("vote", &vote).with(json!({"text": text}));
        town.later(TimeDelta::days(3) - TimeDelta::seconds(1));
        let early = flow.colleague.does("certify_result").at("vote", &vote).refused("objection-period-running").await;
        assert!(early["detail"].as_str().unwrap().contains("异议期至 2026-03-24"), "{early}");
        let raised = object("没有唱票。").ok().await;
        let answer = json!({"finding": "dismissed", "text": "已唱票。"});
        let answering = flow.moderator.does("answer_result_objection").at("vote", &vote).at("objection", &raised);
        answering.with(answer).ok().await;
        town.later(TimeDelta::seconds(1));
        object("太晚了。").refused("objection-period-over").await;
        let certified = flow.colleague.does("certify_result").at("vote", &vote).ok().await;
        assert_eq!(certified["elected"]["number"], 2);
        let wrong = json!({"project_id": vote["project_id"], "title": "表决", "closes_at": town.in_days(9), "objection_days": 31});
        flow.moderator.does("draft_vote").with(wrong).refused("vote-already-decided").await;
    });
}

#[test]
fn a_rehearsal_is_never_mistaken_for_the_vote_and_holds_nothing_up() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voters = flow.neighbours(&["王芳", "李强"]).await;
        let (project, designs) = flow.publicized().await; // publicity runs, and no meeting was held
        let draft = |rehearsal: bool| json!({"project_id": project["id"], "title": "照明表决", "closes_at": town.in_days(20), "rehearsal": rehearsal, "objection_days": 0});
        let vote = flow.moderator.does("draft_vote").with(draft(false)).ok().await;
        let trial = flow.moderator.does("draft_vote").with(draft(true)).ok().await;
        assert_eq!((&trial["rehearsal"], &trial["title"]), (&json!(true), &json!("【演练 rehearsal】照明表决")));
        flow.moderator.does("build_roll").at("vote", &trial).ok().await;
        let trial = flow.moderator.does("open_vote").at("vote", &trial).ok().await;
        for voter in &voters {
            let receipt = cast(voter, &trial, json!({"choices": [2]})).await;
            assert_eq!(receipt["rehearsal"], true);
            assert_eq!(voter.does("read_my_receipt").at("vote", &trial).ok().await, receipt);
        }
        let why = json!({"reason": "练习结束"});
        flow.moderator.does("close_vote").at("vote", &trial).with(why).ok().await;
        let told = voters[0].does("list_my_notices").ok().await;
        assert_eq!(told["items"][0]["kind"], "rehearsal_changed");
        assert!(told["items"][0]["text_zh"].as_str().unwrap().contains("演练"), "{told}");

        let result = flow.public.does("read_result").at("vote", &trial).ok().await;
        assert_eq!((&result["rehearsal"], &result["elected"]["number"]), (&json!(true), &json!(2)));
        let protocol = flow.public.does("read_protocol").at("vote", &trial).answer().await;
        assert!(String::from_utf8(protocol.bytes).unwrap().contains("这是一次演练，不产生任何决定。"));
        let bundle = flow.public.does("download_bundle").at("vote", &trial).ok().await;
        assert_eq!((&bundle["rehearsal"], &bundle["rules"]["rehearsal"]), (&json!(true), &json!(true)));
        assert!(bundle["rules"]["rule_text"].as_str().unwrap().starts_with("【演练 rehearsal】"));
        assert_eq!(faults(&bundle, &Evidence::default()), [""; 0]);
        flow.colleague.does("certify_result").at("vote", &trial).refused("rehearsal-vote").await;

        let listed = async |rehearsal: &str| {
            let list = flow.public.does("list_votes").at("project_id", &project).at("rehearsal", rehearsal).ok().await;
            list["items"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(listed("false").await, [vote["id"].clone()]);
        assert_eq!(listed("true").await, [trial["id"].clone()]);
        let trace = flow.public.does("read_trace").at("kind", "project").at("id", &project).ok().await;
        assert!(!trace.to_string().contains(trial["id"].as_str().unwrap()), "it is no link of the chain");
        let winner = json!({"design_id": designs[1]["id"], "vote_id": trial["id"]});
        flow.held("coordination", &project).await;
        let approved = flow.steward.does("approve_design").at("project", &project).with(winner).answer().await;
        assert!(approved.status >= 400, "{}", approved.json());

        // The vote itself proceeds as if there had been no rehearsal.
        flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        flow.moderator.does("open_vote").at("vote", &vote).ok().await;
        cast(&voters[0], &vote, json!({"choices": [1]})).await;
        town.later(TimeDelta::days(21));
        flow.colleague.does("certify_result").at("vote", &vote).ok().await;
        let winner = json!({"design_id": designs[0]["id"], "vote_id": vote["id"]});
        flow.steward.does("approve_design").at("project", &project).with(winner).ok().await;
    });
}

#[test]
fn the_preflight_shows_rule_roll_and_deputy_and_a_deputy_does_not_certify() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let voter = flow.neighbours(&["王芳"]).await.remove(0);
        let (project, _) = flow.publicized().await;
        let planned = flow.moderator.does("plan_meeting").with(flow.meeting_plan("coordination", &project)).ok().await;
        let mut draft = json!({
            "project_id": project["id"], "title": "表决", "closes_at": town.in_days(20), "meeting_id": planned["id"], "objection_days": 0,
        });
        draft["deputy_id"] = json!(voter.account().await);
        flow.moderator.does("draft_vote").with(draft.clone()).refused_for("/deputy_id").await;
        draft["deputy_id"] = Value::Null;
        let vote = flow.moderator.does("draft_vote").with(draft.clone()).ok().await;
        let check = async || flow.moderator.does("check_vote").at("vote", &vote).ok().await;
        let warned = |check: &Value, word: &str| check["warnings"].as_array().unwrap().contains(&json!(word));
        let before = check().await;
        assert!(warned(&before, "deputy_missing") && warned(&before, "notice_not_given"), "{before}");
        assert_eq!((&before["notice_given"], &before["rule_zh"]), (&json!(false), &vote["rule"]["explained_zh"]));

        let deputy = town.moderator(crate::flow::STREET).await;
        draft["deputy_id"] = json!(deputy.account().await);
        let mut change = draft.clone();
        change.as_object_mut().unwrap().remove("project_id");
        let tag = flow.public.does("read_vote").at("vote", &vote).answer().await;
        let changing = flow.moderator.does("update_vote").at("vote", &vote).with(change);
        changing.if_match(tag.header("ETag").unwrap()).ok().await;
        flow.moderator.does("announce_meeting").at("meeting", &planned).ok().await;
        town.later(TimeDelta::days(12));
        flow.moderator.does("open_meeting").at("meeting", &planned).ok().await;
        let roll = flow.moderator.does("build_roll").at("vote", &vote).ok().await;
        let after = check().await;
        assert!(!warned(&after, "deputy_missing") && !warned(&after, "notice_not_given"), "{after}");
        assert_eq!((&after["roll"]["hash"], &after["ready"]), (&roll["hash"], &json!(true)));
        let opened = deputy.does("open_vote").at("vote", &vote).ok().await;
        assert_eq!(opened["roll"]["hash"], roll["hash"], "what the preflight showed is what was frozen");
        town.later(TimeDelta::days(20));
        deputy.does("certify_result").at("vote", &vote).refused("certifier-ran-the-vote").await;
        flow.colleague.does("certify_result").at("vote", &vote).ok().await;
    });
}
