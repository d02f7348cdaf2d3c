//! Sessions: how a person lists them, when they end, and what the service does when a refresh token is used a second
//! time.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait as _;
use tests::{Person, Town, TwoInstances, Value, json, story, story_with, two_instances, two_instances_with};

use super::forged::status_with;

/// The status of a refresh with this token.
async fn refreshed(town: &Town, token: &str) -> u16 {
    refresh(town, token).await.0
}

/// The status of a refresh with this token, and the next refresh token.
async fn refresh(town: &Town, token: &str) -> (u16, String) {
    let answer = town.visitor().does("refresh_session").with(json!({"refresh_token": token})).answer().await;
    (answer.status, answer.json()["refresh_token"].as_str().unwrap_or_default().to_owned())
}

/// How many events of this action the trail has.
async fn audited(town: &Town, action: &str) -> i64 {
    let sql = format!("SELECT count(*) AS events FROM audit_events WHERE action = '{action}'");
    let conn = town.app().db().reads();
    let statement = sea_orm::Statement::from_string(conn.get_database_backend(), sql);
    conn.query_one_raw(statement).await.unwrap().unwrap().try_get("", "events").unwrap()
}

/// Signs out on one instance while the other one has the session in memory.
async fn signs_out(town: &Town, other: &Town) {
    let wang = town.resident("王芳").await;
    let (access, refresh) = (wang.token().await.unwrap(), wang.refresh_token().await);
    wang.does("read_me").through(other).ok().await;
    assert_eq!(wang.does("sign_out").answer().await.status, 204);
    assert_eq!(status_with(town, &access).await, 401, "at once here");
    assert_eq!([refreshed(town, &refresh).await, refreshed(other, &refresh).await], [401, 401]);
    town.later(TimeDelta::seconds(1));
    assert_eq!(status_with(other, &access).await, 401, "within a second there");
}

#[test]
fn signing_out_ends_access_and_refresh_on_both_instances() {
    two_instances(async |TwoInstances { town, other }| signs_out(&town, &other).await);
}

#[test]
fn signing_out_needs_no_redis() {
    let away = [("redis_url", "redis://127.0.0.1:1")];
    two_instances_with(&away, async |TwoInstances { town, other }| signs_out(&town, &other).await);
}

#[test]
fn devices_are_listed_and_ended_one_by_one() {
    // The service believes the address that the proxy names.
    story_with(&[("trusted_proxies", "127.0.0.1")], async |town| {
        let visitor = town.visitor();
        let signs_in = async |device: &str, address: &str| {
            town.later(TimeDelta::minutes(2));
            let asked = visitor.does("request_phone_code").with(json!({"phone": "13800138000"})).ok().await;
            let code = town.newest_message("+8613800138000").await;
            let proof = json!({"request_id": asked["request_id"], "code": code});
            let deed = visitor.does("sign_in_with_phone").with(proof);
            deed.header("User-Agent", device).header("X-Forwarded-For", address).ok().await
        };
        let phone = signs_in("MicroMessenger/8.0.54", "203.0.113.7").await;
        let tablet = signs_in("Tablet/1", "2001:db8::1").await;
        let by = |tokens: &Value| format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let list = async |tokens: &Value| {
            let listed = visitor.does("list_my_sessions").header("Authorization", &by(tokens)).ok().await;
            listed["items"].as_array().unwrap().clone()
        };
        let listed = list(&phone).await;
        let seen = |name: &str| listed.iter().map(|one| one[name].clone()).collect::<Vec<_>>();
        assert_eq!(seen("device")[1], "MicroMessenger/8.0.54", "the newest is first");
        assert_eq!(seen("address"), [json!("2001:db8::1"), json!("203.0.113.7")]);
        assert_eq!(seen("is_current"), [json!(false), json!(true)]);

        // A refresh changes the time and the address that the list shows.
        town.later(TimeDelta::minutes(5));
        let token = json!({"refresh_token": tablet["refresh_token"]});
        let refresh = visitor.does("refresh_session").with(token).header("X-Forwarded-For", "198.51.100.9");
        let tablet = refresh.ok().await;
        let used = &list(&phone).await[0];
        assert_eq!(used["address"], "198.51.100.9");
        let at: chrono::DateTime<chrono::Utc> = used["refreshed_at"].as_str().unwrap().parse().unwrap();
        assert_eq!(at, town.now());

        // Another person cannot end the session.
        let li = town.resident("李强").await;
        li.does("end_my_session").at("session", &tablet["session_id"]).refused("not-found").await;
        assert_eq!(status_with(&town, tablet["access_token"].as_str().unwrap()).await, 200);

        let end = visitor.does("end_my_session").at("session", &tablet["session_id"]);
        assert_eq!(end.header("Authorization", &by(&phone)).answer().await.status, 204);
        assert_eq!(status_with(&town, tablet["access_token"].as_str().unwrap()).await, 401);
        assert_eq!(refreshed(&town, tablet["refresh_token"].as_str().unwrap()).await, 401);
        assert_eq!(status_with(&town, phone["access_token"].as_str().unwrap()).await, 200);
        assert_eq!(list(&phone).await.len(), 1);
    });
}

/// Refreshes after every `step` until the service refuses. Gives how long the session lasted.
async fn kept_alive(town: &Town, person: &Person, step: TimeDelta) -> TimeDelta {
    let began = town.now();
    let mut token = person.refresh_token().await;
    loop {
        town.later(step);
        match refresh(town, &token).await {
            (200, next) => token = next,
            (status, _) => {
                assert_eq!(status, 401);
                return town.now() - began;
            }
        }
    }
}

#[test]
fn a_session_ends_when_idle_and_at_its_longest_age_as_its_role_says() {
    story(async |town| {
        // An unused session can be refreshed until one second before its idle time is over, and not afterwards.
        for (role, idle) in [("resident", TimeDelta::days(30)), ("staff", TimeDelta::hours(12))] {
            for (wait, expected) in [(idle - TimeDelta::seconds(1), 200), (idle, 401)] {
                let person = match role {
                    "resident" => town.resident("王芳").await,
                    _ => town.moderator("310101020").await,
                };
                let token = person.refresh_token().await;
                town.later(wait);
                assert_eq!(refreshed(&town, &token).await, expected, "{role} after {wait}");
            }
        }
        // A session in constant use ends at its longest age.
        let resident = town.resident("李强").await;
        assert_eq!(kept_alive(&town, &resident, TimeDelta::days(1)).await, TimeDelta::days(180));
        let moderator = town.moderator("310101020").await;
        assert_eq!(kept_alive(&town, &moderator, TimeDelta::hours(8)).await, TimeDelta::days(7));
        let planner = town.planner("310101").await;
        assert_eq!(kept_alive(&town, &planner, TimeDelta::hours(8)).await, TimeDelta::days(7));
    });
}

#[test]
fn a_refresh_token_that_comes_back_ends_its_session_and_the_owner_is_told() {
    two_instances(async |TwoInstances { town, other }| {
        let people = [town.resident("王芳").await, town.moderator("310101020").await];
        for (number, person) in (1..).zip(&people) {
            let stolen = person.refresh_token().await;
            let (_, second) = refresh(&town, &stolen).await;
            let (_, third) = refresh(&other, &second).await;
            let access = person.token().await.unwrap();
            assert_eq!(status_with(&other, &access).await, 200);

            assert_eq!(refreshed(&other, &stolen).await, 401, "it comes back after its successor was used");
            assert_eq!(refreshed(&town, &third).await, 401, "the whole family is dead");
            assert_eq!(status_with(&other, &access).await, 401);
            town.later(TimeDelta::seconds(1));
            assert_eq!(status_with(&town, &access).await, 401);
            assert_eq!(audited(&town, "end_session_for_reused_token").await, number);

            town.later(TimeDelta::minutes(1));
            person.signs_in_again().await;
            let told = person.does("list_my_notices").at("unread", "true").ok().await;
            assert_eq!(told["items"][0]["kind"], "session_ended_for_reused_token");
        }
        // Staff get a mail as well.
        let sent = [town.messages(people[1].reached_at()).await, other.messages(people[1].reached_at()).await].concat();
        let warns =
            |mail: &&tests::Value| mail["values"][1].as_str().is_some_and(|text| text.contains("second device"));
        assert_eq!(sent.iter().filter(warns).count(), 1, "{sent:?}");
    });
}

#[test]
fn a_lost_answer_may_be_asked_for_again_until_a_successor_is_used() {
    two_instances(async |TwoInstances { town, other }| {
        let wang = town.resident("王芳").await;
        let first = wang.refresh_token().await;
        let mut answers = Vec::new();
        for turn in 0..6 {
            let instance = if turn % 2 == 0 { &town } else { &other };
            let (status, next) = refresh(instance, &first).await;
            assert_eq!(status, 200, "try {turn}");
            town.later(TimeDelta::minutes(20)); // the phone had no network for a while
            answers.push(next);
        }
        let newest = answers.pop().unwrap();
        for lost in &answers {
            assert_eq!(refreshed(&town, lost).await, 401, "a later answer took its place");
        }
        let (status, _) = refresh(&other, &newest).await;
        assert_eq!(status, 200, "a replaced answer is no sign of a theft");
        assert_eq!(refreshed(&town, &first).await, 401, "now a successor was used");
    });
}

/// One phone refreshes many times at once on two instances. Only one of the answers can be used afterwards.
async fn refreshes_at_once(town: &Town, other: &Town) {
    let wang = town.resident("王芳").await;
    let token = wang.refresh_token().await;
    let deeds = (0..20).map(|turn| {
        let instance = if turn % 2 == 0 { town } else { other };
        let deed = instance.visitor().does("refresh_session").with(json!({"refresh_token": token}));
        deed.answer_boxed()
    });
    let answers = futures_util::future::join_all(deeds).await;
    let next: Vec<String> = answers
        .iter()
        .filter(|answer| answer.status == 200)
        .map(|answer| answer.json()["refresh_token"].as_str().unwrap().to_owned())
        .collect();
    assert!(answers.iter().all(|answer| [200, 503].contains(&answer.status)), "refused, or busy for a moment");
    assert!(!next.is_empty());
    let mut live = 0;
    for token in &next {
        live += usize::from(refreshed(other, token).await == 200);
    }
    assert_eq!(live, 1, "of {} answers one chain lives", next.len());
}

#[test]
fn twenty_refreshes_at_once_leave_one_live_chain() {
    two_instances(async |TwoInstances { town, other }| refreshes_at_once(&town, &other).await);
}

#[test]
fn one_live_chain_needs_no_redis() {
    let away = [("redis_url", "redis://127.0.0.1:1")];
    two_instances_with(&away, async |TwoInstances { town, other }| refreshes_at_once(&town, &other).await);
}
