//! A field that a client may not set is refused by name, and nothing of the request is done.

use std::collections::BTreeSet;

use sanhui::in_process::Call;
use tests::document::OPERATIONS;
use tests::{Value, json, story};

use super::Table;
use super::bodies::body;
use super::world::World;

/// Fields that an attacker would try first.
const COVETED: &[&str] = &["role", "status", "author_id", "account_id", "vote_weight", "id", "created_at", "is_admin"];

/// Operations whose body is one of several kinds, named by its only field. An unknown field is an unknown kind there,
/// and is not named by its own pointer.
const ONE_OF: &[&str] = &["adopt_suggestion"];

#[test]
fn unknown_and_read_only_fields_are_refused_and_change_nothing() {
    story(async |town| {
        let (table, world) = (Table::read(), World::new(&town).await);
        let mut tried = 0;
        for operation in OPERATIONS.values().filter(|operation| operation.takes_a_body()) {
            let (who, whole) = (world.person(table.who_may(&operation.id)), body(&operation.id, &world));
            who.token().await;
            let before = world.deeds_done().await;
            let mut read_only = operation.fields_of_answers();
            read_only.extend(COVETED.iter().map(|name| (*name).to_owned()));
            for place in objects(&whole) {
                let known = operation.fields_of_body(&place);
                for name in read_only.difference(&known) {
                    let mut hostile = whole.clone();
                    hostile.pointer_mut(&place).unwrap()[name] = json!("chosen by the client");
                    let answer = world.deed(who, operation).with(hostile).answer().await;
                    assert_eq!(answer.status, 422, "{} takes {place}/{name}: {}", operation.id, answer.json());
                    let pointer = answer.json()["errors"][0]["pointer"].clone();
                    let is_named = pointer == format!("{place}/{name}") || ONE_OF.contains(&operation.id.as_str());
                    assert!(is_named, "{} names {pointer} for {place}/{name}", operation.id);
                    tried += 1;
                }
            }
            assert_eq!(world.deeds_done().await, before, "{} did something", operation.id);
        }
        assert!(tried > 300, "only {tried} fields were tried");
    });
}

/// JSON pointers of the objects in a body: the empty pointer for the body itself, and one for each object directly in
/// it.
fn objects(whole: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::from([String::new()]);
    let inner = whole.as_object().into_iter().flatten().filter(|(_, value)| value.is_object());
    found.extend(inner.map(|(name, _)| format!("/{name}")));
    found
}

#[test]
fn what_is_not_json_is_415() {
    story(async |town| {
        let (table, world) = (Table::read(), World::new(&town).await);
        for operation in OPERATIONS.values().filter(|operation| operation.takes_a_body()) {
            let token = world.person(table.who_may(&operation.id)).token().await;
            for media in
                ["application/xml", "text/xml; charset=utf-8", "text/plain", "application/x-www-form-urlencoded"]
            {
                let headers = [("Content-Type", media), ("Idempotency-Key", "xml"), ("If-Match", "*")];
                let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
                let (method, path) = (operation.method.clone(), world.path(operation));
                let call = Call { method, path, token: token.clone(), headers, body: None };
                let answer = town.call_with_bytes(
                    &call,
                    b"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>".to_vec(),
                );
                assert_eq!(answer.await.status, 415, "{} with {media}", operation.id);
            }
        }
    });
}
