//! Doors that are shut to whoever does not say who they are, or does not say which request this is.

use sanhui::http::document::NOT_REPEATABLE;
use tests::document::{OPERATIONS, Operation};
use tests::{Deed, Person, story};

#[test]
fn every_secured_operation_asks_who_calls() {
    story(async |town| {
        let visitor = town.visitor();
        for operation in OPERATIONS.values().filter(|operation| operation.roles.is_some()) {
            let answer = anyhow(&visitor, operation).answer().await;
            assert_eq!(answer.status, 401, "{}", operation.id);
            let bad = anyhow(&visitor, operation).header("Authorization", "Bearer not.a.token").answer().await;
            assert_eq!(bad.status, 401, "{} with a bad token", operation.id);
        }
    });
}

/// Every role at every door: who holds none of its roles is 403, who holds one is let in (and then finds nothing there).
#[test]
fn every_role_meets_its_doors() {
    story(async |town| {
        let people = [
            ("resident", town.resident("王芳").await),
            ("planner", town.planner("310101").await),
            ("moderator", town.moderator("310101020").await),
            ("steward", town.steward("310101").await),
            ("city_administrator", town.administrator().await),
        ];
        for operation in OPERATIONS.values().filter(|operation| !ENDS_THE_SESSION.contains(&operation.id.as_str())) {
            let Some(roles) = &operation.roles else { continue };
            for (role, person) in &people {
                let answer = anyhow(person, operation).answer().await;
                let expected = roles.iter().any(|needed| needed == role || needed == "resident");
                let refused = answer.json()["type"] == "/problems/not-for-your-role";
                assert_eq!(refused, !expected, "{} for a {role}: {} {}", operation.id, answer.status, answer.json());
                assert!(!expected || (answer.status != 401 && answer.status < 500), "{} for a {role}", operation.id);
            }
        }
    });
}

const ENDS_THE_SESSION: &[&str] = &["sign_out"];

#[test]
fn every_post_wants_a_key_unless_it_answers_with_secrets() {
    let posts = OPERATIONS.values().filter(|operation| operation.method == "POST");
    for operation in posts {
        let exempt = NOT_REPEATABLE.contains(&operation.id.as_str());
        assert_eq!(operation.takes("header", "Idempotency-Key"), !exempt, "{}", operation.id);
    }
}

#[test]
fn what_the_document_calls_public_needs_no_token() {
    story(async |town| {
        let visitor = town.visitor();
        for operation in OPERATIONS.values().filter(|operation| operation.roles.is_none()) {
            let answer = anyhow(&visitor, operation).answer().await;
            let slug = answer.json()["type"].as_str().unwrap_or_default().to_owned();
            assert_ne!(slug, "/problems/sign-in-needed", "{}", operation.id);
        }
    });
}

/// The operation with words in its path that name nothing, and an empty body where it takes one.
fn anyhow(person: &Person, operation: &Operation) -> Deed {
    let mut deed = person.does(&operation.id);
    for name in operation.path.split('/').filter_map(|step| step.strip_prefix('{')?.strip_suffix('}')) {
        deed = match name {
            "code" | "area" => deed.at(name, "310101"),
            "year" => deed.at(name, 2026),
            "kind" => deed.at(name, "need"),
            _ => deed.at(name, "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b"),
        };
    }
    if operation.takes_a_body() { deed.with(tests::json!({})) } else { deed }
}
