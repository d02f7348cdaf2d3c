//! Which paths and methods the service answers, and which answers a cache may not keep.

use sanhui::in_process::{Answer, Call};
use tests::document::OPERATIONS;
use tests::{Town, json, story, story_with};

const PRODUCTION: &[(&str, &str)] = &[
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

async fn call(town: &Town, method: &str, path: &str) -> Answer {
    town.call(&Call { method: method.to_owned(), path: path.to_owned(), ..Call::default() }).await
}

#[test]
fn a_production_service_answers_404_on_paths_that_are_not_in_the_document() {
    story_with(PRODUCTION, async |town| {
        for path in [
            "/.git",
            "/.git/HEAD",
            "/.git/config",
            "/.env",
            "/metrics",
            "/swagger",
            "/swagger/",
            "/swagger-ui",
            "/swagger.json",
            "/demo/outbox",
            "/demo/clock",
            "/demo",
            "/admin",
            "/v1",
            "/v1/",
            "/v2/areas",
            "/actuator/env",
            "/debug/pprof/",
            "/server-status",
            "/openapi.yaml",
            "/.well-known/security.txt",
            "/graphql",
            "/v1/../.git/HEAD",
            "//metrics",
        ] {
            for method in ["GET", "POST", "PUT", "DELETE", "TRACE", "OPTIONS", "CONNECT", "BREW"] {
                let answer = call(&town, method, path).await;
                assert_eq!(answer.status, 404, "{method} {path}");
                assert_eq!(answer.header("Content-Type"), Some("application/problem+json"), "{method} {path}");
            }
        }
    });
}

#[test]
fn a_method_the_document_does_not_name_is_405_with_those_it_names() {
    story_with(PRODUCTION, async |town| {
        for operation in OPERATIONS.values() {
            let named = |step: &str| match step {
                "{code}" => "31".to_owned(),
                "{kind}" => "need".to_owned(),
                step if step.starts_with('{') => "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b".to_owned(),
                step => step.to_owned(),
            };
            let path = operation.path.split('/').map(named).collect::<Vec<_>>().join("/");
            let of_path = OPERATIONS.values().filter(|other| other.path == operation.path);
            let mut methods: Vec<&str> = of_path.map(|other| other.method.as_str()).collect();
            methods.sort_by_key(|method| ["GET", "PUT", "POST", "DELETE"].iter().position(|known| known == method));
            for method in ["TRACE", "BREW", "PATCH", "get"] {
                let answer = call(&town, method, &path).await;
                let met = (answer.status, answer.header("Allow").map(str::to_owned));
                assert_eq!(met, (405, Some(methods.join(", "))), "{method} {path}");
                assert!(!String::from_utf8_lossy(&answer.bytes).contains("BREW"), "the request is not echoed");
            }
        }
    });
}

#[test]
fn no_cache_may_keep_an_answer_to_a_caller_with_a_session_or_to_a_write() {
    story(async |town| {
        let city = town.administrator().await;
        let (visitor, mut seen) = (town.visitor(), 0);
        for operation in OPERATIONS.values().filter(|one| one.roles.is_some() || one.method != "GET") {
            for person in [&city, &visitor].into_iter().take(if operation.id == "sign_out" { 0 } else { 2 }) {
                let mut deed = person.does(&operation.id);
                for step in operation.path.split('/').filter_map(|step| step.strip_prefix('{')?.strip_suffix('}')) {
                    let word = if matches!(step, "code") { "31" } else { "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b" };
                    deed = deed.at(step, word);
                }
                let answer = if operation.takes_a_body() { deed.with(json!({})) } else { deed }.answer().await;
                let is_signed_in = person.name() != visitor.name();
                if is_signed_in || operation.method != "GET" {
                    let kept = answer.header("Cache-Control");
                    assert_eq!(kept, Some("no-store"), "{} {}", operation.id, answer.status);
                    seen += usize::from(answer.status < 300);
                }
            }
        }
        assert!(seen >= 8, "only {seen} successes were looked at");

        // Answers with tokens, and a 304 to a person with a session.
        let wang = town.resident("王芳").await;
        let refresh = json!({"refresh_token": wang.refresh_token().await});
        let tokens = visitor.does("refresh_session").with(refresh).answer().await;
        assert_eq!((tokens.status, tokens.header("Cache-Control")), (200, Some("no-store")));
        let me = wang.does("read_me").answer().await;
        assert_eq!((me.status, me.header("Cache-Control")), (200, Some("no-store")));
        let again = wang.does("read_me").header("If-None-Match", me.header("ETag").unwrap()).answer().await;
        assert_eq!((again.status, again.header("Cache-Control")), (304, Some("no-store")));
    });
}
