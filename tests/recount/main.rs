//! Real elections and known cases, recounted. Every value of our report is compared with what independent programs
//! found.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod cases;
mod files;

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folder of votes in the repository, and the one under `SHARED` when that variable is set. In CI it must be set.
fn folders() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/votes");
    match std::env::var_os("SHARED") {
        Some(shared) => vec![own, Path::new(&shared).join("data/votes")],
        None => {
            assert!(std::env::var_os("CI").is_none(), "SHARED must name the folder of real elections in CI");
            eprintln!("SHARED is not set: only the votes kept in the repository are recounted");
            vec![own]
        }
    }
}

fn json(file: &Path) -> Value {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Collects the differences. Every key of `expected` must be in `ours` with the same value; lists must have the same
/// length.
fn differences(at: &str, expected: &Value, ours: &Value, found: &mut Vec<String>) {
    match (expected, ours) {
        (Value::Object(expected), Value::Object(ours)) => {
            for (key, value) in expected {
                let at = format!("{at}/{key}");
                match ours.get(key) {
                    Some(ours) => differences(&at, value, ours, found),
                    None => found.push(format!("{at}: missing")),
                }
            }
        }
        (Value::Array(expected), Value::Array(ours)) if expected.len() == ours.len() => {
            for (place, (expected, ours)) in expected.iter().zip(ours).enumerate() {
                differences(&format!("{at}/{place}"), expected, ours, found);
            }
        }
        _ if expected == ours => {}
        _ => found.push(format!("{at}: {expected} expected, {ours} counted")),
    }
}
