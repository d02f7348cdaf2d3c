//! The three administrator duties: nobody holds two of them, and each sees only what it needs.

use chrono::TimeDelta;
use futures_util::future::join_all;
use tests::{Person, Value, json, story, two_instances};

use crate::flow::{Flow, STREET};

async fn post(person: &Person, role: &str, area: &str) -> Value {
    json!({"account_id": person.account().await, "role": role, "area_code": area, "from_on": "2026-03-01", "reason": "三员分设"})
}

#[test]
fn nobody_holds_two_of_the_three_duties_or_one_beside_another_post() {
    story(async |town| {
        let city = town.administrator().await;
        let auditor = town.duty("audit_administrator").await;
        for (role, area) in [
            ("system_administrator", "31"),
            ("security_administrator", "31"),
            ("city_administrator", "31"),
            ("steward", "310101"),
            ("moderator", STREET),
        ] {
            city.does("appoint_person").with(post(&auditor, role, area).await).refused("duties-kept-apart").await;
        }
        city.does("appoint_person")
            .with(post(&auditor, "audit_administrator", "31").await)
            .refused("already-appointed")
            .await;

        // A person with a post gets no duty besides, and a person with a duty is not engaged as a planner.
        let steward = town.steward("310101").await;
        let duty = post(&steward, "security_administrator", "31").await;
        city.does("appoint_person").with(duty).refused("duties-kept-apart").await;
        let engagement = json!({
            "account_id": auditor.account().await, "district_code": "310101", "from_on": "2026-03-01", "until_on": "2027-12-31",
            "professional_name": "周未", "specialities": ["口袋公园"], "statement": "把弄堂修好。", "reason": "聘任书",
        });
        steward.does("engage_planner").with(engagement).refused("duties-kept-apart").await;

        // A duty that ends on a day leaves the days after it free for another.
        let person = town.invited("officer").await;
        let mut first = post(&person, "system_administrator", "31").await;
        first["until_on"] = json!("2026-03-31");
        city.does("appoint_person").with(first).ok().await;
        let mut next = post(&person, "security_administrator", "31").await;
        next["from_on"] = json!("2026-03-31");
        city.does("appoint_person").with(next.clone()).refused("duties-kept-apart").await;
        next["from_on"] = json!("2026-04-01");
        city.does("appoint_person").with(next).ok().await;
        person.does("read_service_state").ok().await;
        town.later(TimeDelta::days(31));
        person.does("read_service_state").refused("not-for-your-role").await;

        // Only the city's administrator appoints to duties, and a person with a duty appoints nobody.
        steward
            .does("appoint_person")
            .with(post(&person, "audit_administrator", "31").await)
            .refused("not-yours-to-appoint")
            .await;
        auditor
            .does("appoint_person")
            .with(post(&person, "moderator", STREET).await)
            .refused("not-for-your-role")
            .await;
    });
}

#[test]
fn appointments_at_the_same_moment_do_not_combine_duties() {
    two_instances(async |both| {
        let city = both.town.administrator().await;
        let person = both.town.invited("officer").await;
        city.token().await;
        let mut attempts = Vec::new();
        for role in ["system_administrator", "audit_administrator", "security_administrator", "city_administrator"] {
            let body = post(&person, role, "31").await;
            for town in [&both.town, &both.other] {
                attempts.push(city.does("appoint_person").with(body.clone()).through(town).answer_boxed());
            }
        }
        let answers = join_all(attempts).await;
        let given = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(given, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    });
}

#[test]
fn only_people_with_the_duty_read_the_trail_and_each_reading_is_in_it() {
    story(async |town| {
        let flow = Flow::new(&town).await;
        let (city, auditor) = (town.administrator().await, town.duty("audit_administrator").await);
        let security = town.duty("security_administrator").await;
        let wang = town.resident("王芳").await;
        let need = json!({"unit_id": flow.unit["id"], "text": "小区门口晚上太黑。"});
        let need = wang.does("submit_need").with(need).ok().await;
        let account = wang.account().await;

        let of_need = auditor.does("list_audit_events").at("subject_id", &need).ok().await;
        let event = &of_need["items"][0];
        assert_eq!((&event["action"], &event["account_id"]), (&json!("submit_need"), &json!(account)));
        assert_eq!((&event["role"], &event["outcome"]), (&json!("resident"), &json!("done")));

        // The events of one person come page by page, the newest first, each once.
        let (mut seen, mut cursor) = (Vec::<String>::new(), Value::Null);
        loop {
            let page = auditor.does("list_audit_events").at("account_id", &account).at("limit", 1);
            let page = if cursor.is_null() { page } else { page.at("cursor", &cursor) }.ok().await;
            seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap().to_owned()));
            cursor = page["next_cursor"].clone();
            if cursor.is_null() {
                break;
            }
        }
        assert_eq!(seen, ["submit_need", "update_me", "begin_session"]);

        // Each reading of the trail is an event in it, under the reader's name. The city's administrator may read it,
        // too.
        let read =
            city.does("list_audit_events").at("action", "list_audit_events").at("account_id", &auditor.account().await);
        assert!(read.ok().await["items"].as_array().unwrap().len() >= 4);

        // `from` is included in the range, `to` is not.
        let now = town.now().to_rfc3339();
        let at_once = auditor.does("list_audit_events").at("action", "submit_need").at("to", &now).ok().await;
        assert_eq!(at_once["items"], json!([]), "it happened now, which is not before now");
        let since = auditor.does("list_audit_events").at("action", "submit_need").at("from", &now).ok().await;
        assert_eq!(since["items"].as_array().unwrap().len(), 1);
        auditor.does("list_audit_events").at("action", "Submit").refused_for("action").await;

        // The security administrator sees what was refused, and nothing else.
        wang.does("list_appointments").refused("not-for-your-role").await;
        let refusals = security.does("list_audit_events").ok().await;
        let all: Vec<_> = refusals["items"].as_array().unwrap().iter().map(|one| &one["outcome"]).collect();
        assert!(!all.is_empty() && all.iter().all(|outcome| **outcome == "refused"), "{refusals}");
        security.does("list_audit_events").at("outcome", "refused").ok().await;
        security.does("list_audit_events").at("outcome", "done").refused("not-for-your-role").await;

        let verdict = auditor.does("verify_audit_trail").ok().await;
        assert_eq!((&verdict["is_whole"], &verdict["broken"]), (&json!(true), &Value::Null));
        city.does("verify_audit_trail").refused("not-for-your-role").await;
    });
}

#[test]
fn the_system_administrator_reads_the_services_state_and_no_secret() {
    story(async |town| {
        let system = town.duty("system_administrator").await;
        let state = system.does("read_service_state").ok().await;
        let kind = if town.app().db().is_postgres() { "postgresql" } else { "sqlite" };
        assert_eq!(state["database"]["kind"], kind);
        assert_eq!(state["database"]["pending_migrations"], 0);
        assert_eq!(state["now"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap(), town.now());
        let before = state["outbox"]["waiting"].as_u64().unwrap();

        let asked = town.now();
        town.visitor().does("request_phone_code").with(json!({"phone": "13800138000"})).ok().await;
        town.later(TimeDelta::minutes(3));
        let state = system.does("read_service_state").ok().await;
        assert_eq!(state["outbox"]["waiting"], before + 1);
        let oldest = state["outbox"]["oldest_waiting_at"].as_str().unwrap();
        assert!(oldest.parse::<chrono::DateTime<chrono::Utc>>().unwrap() <= asked);
        town.messages("+8613800138000").await; // reading the mailbox delivers what is due
        let state = system.does("read_service_state").ok().await;
        assert_eq!((&state["outbox"]["waiting"], &state["outbox"]["oldest_waiting_at"]), (&json!(0), &Value::Null));

        let key = &state["keys"][0];
        assert_eq!(key["state"], "current");
        let secret = town.app().keys().current("access-tokens");
        let text = state.to_string();
        assert!(!text.contains("secret") && !text.contains(&format!("{secret:?}")), "{text}");
        town.administrator().await.does("read_service_state").refused("not-for-your-role").await;
    });
}
