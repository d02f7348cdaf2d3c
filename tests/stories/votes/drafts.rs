//! What the staff of one unit prepare does not exist for the staff of another unit.

use sanhui::in_process::Answer;
use tests::{Value, json, story};

use crate::flow::{Flow, STREET};

const OTHER_STREET: &str = "310104003";
const NOWHERE: &str = "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b";

/// The parts of an answer that could give something away: status, ETag and body, without the id of the request.
fn told(answer: &Answer) -> (u16, Option<String>, Value) {
    let mut body = answer.json();
    if let Some(problem) = body.as_object_mut() {
        problem.remove("instance");
    }
    (answer.status, answer.header("ETag").map(str::to_owned), body)
}

#[test]
fn another_units_drafts_can_not_be_read_counted_or_inferred() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let stranger = town.moderator(OTHER_STREET).await;
        let other_unit = town.unit(OTHER_STREET).await;
        let draft = flow.moderator.does("plan_meeting").with(flow.meeting_plan("hearing", &flow.unit)).ok().await;
        let cancelled = flow.moderator.does("plan_meeting").with(flow.meeting_plan("hearing", &flow.unit)).ok().await;
        let why = json!({"reason": "另行安排"});
        flow.moderator.does("cancel_meeting").at("meeting", &cancelled).with(why).ok().await;

        // A person of another unit who reads the draft gets the answer for a meeting that does not exist, even with its
        // ETag.
        let own = flow.moderator.does("read_meeting").at("meeting", &draft).answer().await;
        let tag = own.header("ETag").unwrap();
        for who in [&stranger, &flow.public, &town.resident("王芳").await] {
            let nothing = told(&who.does("read_meeting").at("meeting", NOWHERE).answer().await);
            for hidden in [&draft, &cancelled] {
                for known in ["\"made-up\"", tag, "*"] {
                    let read = who.does("read_meeting").at("meeting", hidden).header("If-None-Match", known);
                    assert_eq!(told(&read.answer().await), nothing);
                }
            }
            for operation in ["read_minutes", "read_trace"] {
                let read = |id: &Value| match operation {
                    "read_trace" => who.does(operation).at("kind", "meeting").at("id", id),
                    _ => who.does(operation).at("meeting", id),
                };
                assert_eq!(told(&read(&draft["id"]).answer().await), told(&read(&json!(NOWHERE)).answer().await));
            }
        }

        // The draft is not counted in any list, page or filter, and does not change the ETag of a list.
        let empty = told(&stranger.does("list_meetings").at("unit_id", &other_unit).answer().await);
        for asked in [
            stranger.does("list_meetings").at("unit_id", &flow.unit),
            stranger.does("list_meetings").at("unit_id", &flow.unit).at("status", "planned"),
            stranger.does("list_meetings").at("unit_id", &flow.unit).at("limit", 1),
            stranger.does("list_meetings").at("status", "planned"),
            stranger.does("list_meetings").at("status", "cancelled"),
        ] {
            assert_eq!(told(&asked.answer().await), empty);
        }
        let mine = flow.moderator.does("list_meetings").at("unit_id", &flow.unit).ok().await;
        assert_eq!(mine["items"].as_array().unwrap().len(), 2, "the unit's own staff see them");

        // Every step of the flow gives that person the answer for a meeting that does not exist.
        let reason = json!({"reason": "另行安排"});
        let minutes = json!({"text": "居民发言。", "decisions": []});
        for (step, body) in [
            ("announce_meeting", None),
            ("open_meeting", None),
            ("close_meeting", None),
            ("publish_minutes", None),
            ("cancel_meeting", Some(reason)),
            ("write_minutes", Some(minutes)),
        ] {
            let tried = |id: &Value| {
                let deed = stranger.does(step).at("meeting", id);
                if let Some(body) = &body { deed.with(body.clone()) } else { deed }
            };
            let (hidden, nothing) = (tried(&draft["id"]).answer().await, tried(&json!(NOWHERE)).answer().await);
            assert_eq!(told(&hidden), told(&nothing), "{step}");
        }
        let naming = |operation: &str, hearing: &Value| {
            let body = match operation {
                "submit_need" => json!({"unit_id": flow.unit["id"], "meeting_id": hearing, "text": "太黑。"}),
                _ => json!({"unit_id": other_unit["id"], "hearing_id": hearing, "plan": Flow::plan()}),
            };
            stranger.does(operation).with(body)
        };
        for id in [&draft["id"], &cancelled["id"]] {
            for operation in ["submit_need", "propose_project"] {
                let nothing = naming(operation, &json!(NOWHERE)).answer().await;
                assert_eq!(told(&naming(operation, id).answer().await), told(&nothing), "{operation}");
            }
        }
    });
}

#[test]
fn a_project_answers_what_was_said_in_its_own_unit() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let elsewhere = town.unit(OTHER_STREET).await;
        let project = flow.project().await;
        let wang = town.resident("王芳").await;
        let need = json!({"unit_id": elsewhere["id"], "text": "小区门口晚上太黑。"});
        let need = wang.does("submit_need").with(need).ok().await;
        let suggest = async |area: &str| {
            let said = json!({"area_code": area, "topic": "路灯", "reasons": "太黑。", "proposal": "加一盏灯。"});
            wang.does("submit_suggestion").with(said).ok().await
        };
        let link = |kind: &str, id: &Value| {
            let source = json!({"kind": kind, "id": id["id"], "reason": "居民提出"});
            flow.moderator.does("link_source").at("project", &project).with(source)
        };
        link("need", &need).refused_for("/id").await;
        link("suggestion", &suggest(OTHER_STREET).await).refused_for("/id").await;
        link("suggestion", &suggest("310101013").await).refused_for("/id").await;
        link("suggestion", &suggest("310101020001").await).ok().await;
        link("suggestion", &suggest(STREET).await).ok().await;
    });
}
