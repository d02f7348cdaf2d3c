//! The matrix of roles: which role may call which operation. The expected answers stand in `roles.txt` and
//! `objects.txt`. They were written from the rules, not copied from what the service answers.

mod bodies;
mod fields;
mod objects;
pub mod world;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use sanhui::in_process::Answer;
use tests::document::{OPERATIONS, operation};
use tests::{json, story};
use world::World;

const ROLES: &str = include_str!("roles.txt");

/// The table of `roles.txt`: the people of the columns, and for each operation the answer that each of them must get.
struct Table {
    people: Vec<&'static str>,
    lines: Vec<(&'static str, Vec<&'static str>)>,
}

impl Table {
    fn read() -> Self {
        let mut lines = lines(ROLES);
        let (_, people) = lines.remove(0);
        for (id, cells) in &lines {
            assert_eq!(cells.len(), people.len(), "{id} has no cell for somebody");
        }
        Self { people, lines }
    }

    /// The first person of the table who may call this operation.
    fn who_may(&self, id: &str) -> &'static str {
        let (_, cells) =
            self.lines.iter().find(|(known, _)| *known == id).unwrap_or_else(|| panic!("no line for {id}"));
        let allowed = self.people.iter().zip(cells).find(|(_, cell)| **cell == "ok");
        allowed.unwrap_or_else(|| panic!("nobody may {id}")).0
    }
}

/// The words of each line that is not empty and no comment. The first word, the operation id, comes apart.
fn lines(text: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_whitespace()).filter_map(|mut words| Some((words.next()?, words.collect()))).collect()
}

/// Fails unless the lines name exactly the wanted operations, each of them once.
fn assert_lines(named: Vec<&str>, wanted: BTreeSet<&str>) {
    let mut seen = BTreeSet::new();
    for id in named {
        assert!(wanted.contains(id), "{id} has a line and should not");
        assert!(seen.insert(id), "{id} has two lines");
    }
    let missing: Vec<_> = wanted.difference(&seen).collect();
    assert!(missing.is_empty(), "no line says who may {missing:?}");
}

/// The word that the tables use for this answer.
fn met(answer: &Answer) -> String {
    let problem = answer.json()["type"].as_str().unwrap_or_default().trim_start_matches("/problems/").to_owned();
    match (answer.status, problem.as_str()) {
        (401, "code-refused" | "wechat-code-refused" | "credentials-refused") => "ok",
        (401, _) => "401",
        (403, "not-for-your-role") => "role",
        (403, "not-your-area" | "planner-not-engaged") => "area",
        (403, "not-the-author" | "not-a-verified-resident" | "not-on-the-roll") => "own",
        (403, "proof-too-old") => "ok",
        (404, _) => "404",
        (200..=299 | 409 | 412 | 422 | 426 | 428 | 429, _) => "ok",
        (status, problem) => return format!("{status} {problem}"),
    }
    .to_owned()
}

#[test]
fn every_operation_has_one_line() {
    let table = Table::read();
    assert_lines(table.lines.iter().map(|(id, _)| *id).collect(), OPERATIONS.keys().map(String::as_str).collect());
}

/// Services have been broken into because one operation among many did not ask for a role. So every operation is tried
/// by a person of every role.
#[test]
fn every_role_meets_what_the_table_says_at_every_operation() {
    story(async |town| {
        let (table, world) = (Table::read(), World::new(&town).await);
        let mut wrong = Vec::new();
        for (id, cells) in &table.lines {
            let operation = operation(id);
            if *id == "erase_me" {
                town.later(TimeDelta::minutes(6)); // proofs are too old now, so nobody is erased before the lines below
            }
            let mut cells: Vec<_> = table.people.iter().zip(cells).collect();
            // People who are let in come last, because they may use the thing up.
            cells.sort_by_key(|(_, expected)| **expected == "ok");
            for (who, expected) in cells {
                let mut deed = world.deed(world.person(who), operation);
                if operation.roles.is_none() && operation.takes_a_body() {
                    // The body is invalid, because a wrong code would be a 401 as a missing token is.
                    deed = deed.with(json!({}));
                }
                let answer = deed.answer().await;
                let met = met(&answer);
                if met != *expected {
                    wrong.push(format!("{id} by {who}: expected {expected}, met {met}: {}", answer.json()));
                }
            }
            if operation.roles.is_some() {
                let deed = world.deed(world.person("anon"), operation);
                let forged = deed.header("Authorization", "Bearer not.a.token").answer().await;
                if forged.status != 401 {
                    wrong.push(format!("{id} with a token nobody issued: {}", forged.status));
                }
            }
        }
        assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    });
}

#[test]
fn the_document_names_the_roles_of_the_table() {
    let columns = BTreeMap::from([
        ("resident", vec!["res", "oth", "inv", "pln", "pl2", "mod", "mo2", "ste", "dis", "cit", "sys", "aud", "sec"]),
        ("planner", vec!["pln", "pl2"]),
        ("moderator", vec!["mod", "mo2"]),
        ("steward", vec!["ste", "dis"]),
        ("city_administrator", vec!["cit"]),
        ("system_administrator", vec!["sys"]),
        ("audit_administrator", vec!["aud"]),
        ("security_administrator", vec!["sec"]),
    ]);
    let table = Table::read();
    for (id, cells) in &table.lines {
        let cell_of = |who: &str| table.people.iter().zip(cells).find(|(known, _)| **known == who).unwrap().1;
        let Some(roles) = &operation(id).roles else {
            assert!(cells.iter().all(|cell| *cell == "ok"), "{id} is anyone's by the document");
            continue;
        };
        assert_eq!(*cell_of("anon"), "401", "{id}");
        let named: BTreeSet<&str> = roles.iter().flat_map(|role| columns[role.as_str()].iter().copied()).collect();
        for who in &columns["resident"] {
            assert_eq!(
                named.contains(who),
                *cell_of(who) != "role",
                "{id} for {who}: the document and the table differ"
            );
        }
    }
}
