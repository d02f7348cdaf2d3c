//! The code writes exactly the audit events that `openapi/audit-events.md` names, and a story looks for each security
//! event.

use std::collections::BTreeSet;
use std::fs;

use crate::{project, sources};

/// The names that stand between a pair of these marks: more than three lower-case letters or underscores.
fn words_between(text: &str, mark: char) -> BTreeSet<String> {
    let is_name = |word: &&str| word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    text.split(mark).skip(1).step_by(2).filter(is_name).map(str::to_owned).collect()
}

/// The actions that the code names, in the calls that write an event and in the table of refusals.
fn written() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, text) in sources("api/src") {
        for call in text.split(".audit").skip(1) {
            let call = call.split(';').next().unwrap_or_default();
            if ["(", "_by(", "_unnamed(", "_refusal(", "_refusals("].iter().any(|begins| call.starts_with(begins)) {
                found.extend(words_between(call, '"'));
            }
        }
        if path.ends_with("edge/refused.rs") {
            let table = text.split("const TOLD").nth(1).and_then(|rest| rest.split("];").next()).unwrap();
            found.extend(words_between(table, '"'));
        }
    }
    found
}

#[test]
fn every_audit_event_is_written_down() {
    let text = fs::read_to_string(project("openapi/audit-events.md")).unwrap();
    let tables: String = text.lines().filter(|line| line.starts_with('|')).map(|line| format!("{line}\n")).collect();
    let named = words_between(&tables, '`');
    let written = written();
    assert!(written.len() > 40, "the code is not read any more: {written:?}");
    let (unnamed, unwritten): (Vec<_>, Vec<_>) =
        (written.difference(&named).collect(), named.difference(&written).collect());
    assert!(unnamed.is_empty(), "openapi/audit-events.md does not name {unnamed:?}");
    assert!(unwritten.is_empty(), "nothing writes {unwritten:?}");
}

/// The stories that look for these events in the trail are the files `tests/stories/service/security_events*.rs`.
#[test]
fn every_security_event_is_seen_in_a_story() {
    let text = fs::read_to_string(project("openapi/audit-events.md")).unwrap();
    let section = text.split("## Security events").nth(1).and_then(|rest| rest.split("## ").next()).unwrap();
    let actions = words_between(section, '`');
    assert!(actions.len() >= 25, "{actions:?}");
    let stories = sources("tests/stories");
    let watched: String =
        stories.iter().filter(|(path, _)| path.contains("/security_events")).map(|(_, text)| text.as_str()).collect();
    let unseen: Vec<_> = actions
        .iter()
        .filter(|action| {
            !watched.contains(&format!("\"{action}\", \"")) && !watched.contains(&format!("\"action\", \"{action}\""))
        })
        .collect();
    assert!(unseen.is_empty(), "no story looks for {unseen:?} in the trail");
}
