//! Rules that hold for every operation: pages, caching, languages, idempotency keys, limits, and refusals of malformed
//! requests.

use sanhui::in_process::Call;
use tests::{TwoInstances, Value, json, redis_url, story, story_with, two_instances, two_instances_with};

use crate::flow::STREET;

fn need(unit: &Value, text: &str) -> Value {
    json!({"unit_id": unit["id"], "text": text})
}

#[test]
fn a_repeated_request_gets_the_first_answer_again() {
    story(async |town| {
        let unit = town.unit(STREET).await;
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        let said = need(&unit, "小区门口晚上太黑。");
        let say = || wang.does("submit_need").key("again-and-again").with(said.clone());
        let first = say().answer().await;
        let second = say().answer().await;
        assert_eq!((first.status, &first.bytes), (second.status, &second.bytes));
        assert_eq!(first.header("Location"), second.header("Location"));
        assert_eq!((first.header("Idempotency-Replayed"), second.header("Idempotency-Replayed")), (None, Some("true")));

        let other = wang.does("submit_need").key("again-and-again").with(need(&unit, "另一句话。"));
        other.refused("idempotency-key-reused").await;
        let missing = wang.does("submit_need").without("Idempotency-Key").with(said.clone());
        missing.refused("idempotency-key-missing").await;
        let too_long = wang.does("submit_need").key(&"k".repeat(65)).with(said.clone());
        too_long.refused("idempotency-key-missing").await;
        li.does("submit_need").key("again-and-again").with(said.clone()).ok().await; // another person's key
        let all = town.visitor().does("list_needs").ok().await;
        assert_eq!(all["items"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn a_refused_request_may_be_corrected_under_its_key() {
    story(async |town| {
        let unit = town.unit(STREET).await;
        let wang = town.resident("王芳").await;
        let say = |text: &str| wang.does("submit_need").key("one-key").with(need(&unit, text));
        say("灯").refused_for("/text").await;
        say("小区门口晚上太黑。").ok().await;
    });
}

#[test]
fn the_same_request_at_once_on_two_instances_happens_once() {
    two_instances(async |TwoInstances { town, other }| {
        let unit = town.unit(STREET).await;
        let wang = town.resident("王芳").await;
        wang.token().await;
        let say = |turn: usize| {
            let said = wang.does("submit_need").key("at-once").with(need(&unit, "小区门口晚上太黑。"));
            if turn.is_multiple_of(2) { said.through(&other) } else { said }
        };
        let answers = futures_util::future::join_all((0..10).map(|turn| say(turn).answer())).await;
        let bodies: Vec<_> = answers.iter().filter(|answer| answer.status == 201).map(|answer| &answer.bytes).collect();
        assert!(!bodies.is_empty() && bodies.iter().all(|body| *body == bodies[0]));
        for answer in &answers {
            assert!([201, 409, 503].contains(&answer.status), "{} {}", answer.status, answer.json());
        }
        assert_eq!(say(0).answer().await.header("Idempotency-Replayed"), Some("true"));
        let all = town.visitor().does("list_needs").through(&other).ok().await;
        assert_eq!(all["items"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn a_body_is_json_of_known_fields_and_of_bounded_size() {
    story(async |town| {
        let unit = town.unit(STREET).await;
        let wang = town.resident("王芳").await;
        let mut said = need(&unit, "小区门口晚上太黑。");
        said["status"] = json!("answered");
        wang.does("submit_need").with(said).refused_for("/status").await;
        wang.does("submit_need").with(json!({"unit_id": unit["id"]})).refused_for("/text").await;
        wang.does("submit_need").with(json!({"unit_id": unit["id"], "text": 7})).refused_for("/text").await;
        wang.does("submit_need").with(json!({"unit_id": "elsewhere", "text": "太黑。"})).refused_for("/unit_id").await;
        wang.does("submit_need").with(need(&unit, &"黑".repeat(100_000))).refused("too-large").await;

        let send = async |content_type: &str, bytes: &[u8]| {
            let headers = [("Content-Type", content_type), ("Idempotency-Key", "k")];
            let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            let (method, path, token) = ("POST".to_owned(), "/v1/needs".to_owned(), wang.token().await);
            let call = Call { method, path, token, headers, body: None };
            let answer = town.call_with_bytes(&call, bytes.to_vec()).await;
            (answer.status, answer.json()["type"].as_str().unwrap().to_owned())
        };
        let whole = need(&unit, "小区门口晚上太黑。").to_string();
        let cut = &whole.as_bytes()[..whole.len() - 1];
        assert_eq!(send("application/json", cut).await, (400, "/problems/unreadable".to_owned()));
        assert_eq!(send("application/json", b"\xff\xfe").await, (400, "/problems/unreadable".to_owned()));
        assert_eq!(send("text/plain", whole.as_bytes()).await, (415, "/problems/unsupported-media-type".to_owned()));
        assert_eq!(send("application/json", b"[1]").await.0, 422);
    });
}

#[test]
fn a_caller_who_asks_too_often_waits() {
    let strict = [("requests_per_minute", "8"), ("redis_url", "")];
    story_with(&strict, async |town| {
        let (wang, li) = (town.resident("王芳").await, town.resident("李强").await);
        let mut left = Vec::new();
        loop {
            let answer = wang.does("read_me").answer().await;
            if answer.status == 429 {
                assert_eq!(answer.json()["type"], "/problems/too-many-requests");
                assert!(answer.header("Retry-After").unwrap().parse::<u32>().unwrap() <= 60);
                break;
            }
            left.push(answer.header("RateLimit").unwrap().to_owned());
        }
        assert_eq!(left.len(), 7, "one of eight was spent on the name: {left:?}");
        assert!(left[0].starts_with("\"requests\";r=6;t="), "{left:?}");
        li.does("read_me").ok().await; // another account has a limit of its own
        town.later(chrono::TimeDelta::minutes(1));
        wang.does("read_me").ok().await;
    });
}

#[test]
fn instances_count_together_where_redis_is() {
    if redis_url().is_none() {
        return; // without Redis each instance counts for itself
    }
    two_instances_with(&[("requests_per_minute", "10")], async |TwoInstances { town, other }| {
        // The story moves to a minute of its own, because other stories count the same address in the same Redis.
        let offset = 2 * i64::from(std::process::id()) + i64::from(town.app().db().is_postgres());
        town.later(chrono::TimeDelta::minutes(offset));
        let wang = town.resident("王芳").await;
        for turn in 1..10 {
            let asked = wang.does("read_me");
            let asked = if turn % 2 == 0 { asked.through(&other) } else { asked };
            asked.ok().await;
        }
        wang.does("read_me").refused("too-many-requests").await;
        wang.does("read_me").through(&other).refused("too-many-requests").await;
    });
}

#[test]
fn a_cursor_belongs_to_its_list_and_can_not_be_made_up() {
    story(async |town| {
        let visitor = town.visitor();
        let first = visitor.does("list_areas").at("limit", 5).ok().await;
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = visitor.does("list_areas").at("limit", 5).at("cursor", cursor).ok().await;
        assert_ne!(first["items"][0], second["items"][0]);

        visitor.does("list_units").at("cursor", cursor).refused_for("cursor").await;
        let forged = format!("{}A", &cursor[..cursor.len() - 1]);
        let forged = if forged == cursor { format!("{}B", &cursor[..cursor.len() - 1]) } else { forged };
        for made_up in [&forged, &"MTIz".to_owned(), &"*".to_owned()] {
            visitor.does("list_areas").at("cursor", made_up).refused_for("cursor").await;
        }
        visitor.does("list_areas").at("limit", 0).refused_for("limit").await;
        visitor.does("list_areas").at("limit", 101).refused_for("limit").await;
    });
}

#[test]
fn what_is_known_already_is_not_sent_again() {
    story(async |town| {
        let visitor = town.visitor();
        let read = visitor.does("read_area").at("code", "3101").answer().await;
        assert_eq!(read.status, 404);
        let read = visitor.does("read_area").at("code", "310101").answer().await;
        let tag = read.header("ETag").unwrap();
        assert!(tag.starts_with('"'), "a strong tag: {tag}");

        let known = visitor.does("read_area").at("code", "310101").header("If-None-Match", tag).answer().await;
        assert_eq!((known.status, known.bytes.len(), known.header("ETag")), (304, 0, Some(tag)));
        let other = visitor.does("read_area").at("code", "310104").header("If-None-Match", tag).answer().await;
        assert_eq!(other.status, 200);
    });
}

#[test]
fn refusals_are_in_the_language_asked_for() {
    story(async |town| {
        let visitor = town.visitor();
        let ask = async |language: &str| {
            let asked = visitor.does("read_area").at("code", "310199").header("Accept-Language", language);
            let answer = asked.answer().await;
            let title = answer.json()["title"].as_str().unwrap().to_owned();
            (answer.header("Content-Language").unwrap().to_owned(), title)
        };
        assert_eq!(ask("en").await, ("en".to_owned(), "Not found".to_owned()));
        assert_eq!(ask("zh-CN,en;q=0.8").await, ("zh-CN".to_owned(), "未找到".to_owned()));
        assert_eq!(ask("de").await.0, "zh-CN");
    });
}

#[test]
fn every_answer_names_its_request() {
    story(async |town| {
        let problem = town.visitor().does("read_area").at("code", "310199").answer().await;
        assert_eq!(problem.header("X-Request-Id"), problem.json()["instance"].as_str());
        assert_eq!(problem.header("X-Content-Type-Options"), Some("nosniff"));
        let other = town.visitor().does("read_area").at("code", "310199").answer().await;
        assert_ne!(problem.header("X-Request-Id"), other.header("X-Request-Id"));
    });
}

#[test]
fn what_is_no_operation_says_so() {
    story(async |town| {
        let call = async |method: &str, path: &str| {
            town.call(&Call { method: method.to_owned(), path: path.to_owned(), ..Call::default() }).await
        };
        let wrong = call("DELETE", "/v1/areas/31").await;
        assert_eq!((wrong.status, wrong.header("Allow")), (405, Some("GET")));
        let (whole, head) = (call("GET", "/v1/areas/31").await, call("HEAD", "/v1/areas/31").await);
        assert_eq!((head.status, head.header("ETag"), head.bytes.len()), (200, whole.header("ETag"), 0));
        assert_eq!(call("HEAD", "/v1/areas/310199").await.status, 404);
        let posted = call("HEAD", "/v1/needs/imports-nowhere/closure").await.status;
        assert!([404, 405].contains(&posted), "{posted}");
        let wrong = call("PUT", "/v1/units").await;
        assert_eq!((wrong.status, wrong.header("Allow")), (405, Some("GET, POST")));
        let nothing = call("GET", "/v1/nothing").await;
        assert_eq!((nothing.status, &nothing.json()["type"]), (404, &"/problems/not-found".into()));
        assert_eq!(nothing.header("Content-Type"), Some("application/problem+json"));

        let unknown = call("GET", "/v1/areas?parnet=31").await;
        assert_eq!((unknown.status, &unknown.json()["errors"][0]["pointer"]), (422, &"parnet".into()));
    });
}

#[test]
fn the_service_speaks_about_itself() {
    story(async |town| {
        let get = async |path: &str| {
            town.call(&Call { method: "GET".to_owned(), path: path.to_owned(), ..Call::default() }).await
        };
        for path in ["/healthz", "/readyz", "/openapi.json", "/docs/", "/problems", "/problems/not-found"] {
            assert_eq!(get(path).await.status, 200, "{path}");
        }
        assert_eq!(get("/problems/no-such-problem").await.status, 404);
        assert_eq!(get("/openapi.json").await.json()["openapi"], "3.1.0");
    });
}

#[test]
fn a_production_service_keeps_no_messages_and_no_clock_to_turn() {
    let production = [
        ("mode", "production"),
        ("public_url", "https://sanhui.example.gov.cn"),
        ("sms_provider", "aliyun"),
        ("sms_access_key_id", "id"),
        ("sms_access_key_secret", "secret"),
        ("sms_sign_name", "三会"),
        ("sms_template_code", "SMS_1"),
        ("smtp_url", "smtp://127.0.0.1:1"),
        ("mail_from", "Sanhui <noreply@example.gov.cn>"),
    ];
    story_with(&production, async |town| {
        for (method, path) in [("GET", "/demo/outbox"), ("POST", "/demo/clock")] {
            let call = Call { method: method.to_owned(), path: path.to_owned(), ..Call::default() };
            assert_eq!(town.call(&call).await.status, 404, "{path}");
        }
        let asked = town.visitor().does("request_phone_code").with(json!({"phone": "13800138000"})).answer().await;
        assert_eq!(asked.status, 202);
        assert!(!String::from_utf8_lossy(&asked.bytes).contains("code\":"), "the code is in the message only");
    });
}
