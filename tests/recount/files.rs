//! Files of real elections, counted as `sanhui tally` counts them.

use std::path::Path;

use domain::vote::tally::strict::Overvote;
use sanhui::tally::{Votes, Wish, report};
use serde_json::{Value, json};

use super::{differences, folders, json};

fn recount(folder: &Path, name: &str) -> Result<Value, String> {
    let bytes = std::fs::read(folder.join(name)).map_err(|error| error.to_string())?;
    let votes = Votes::read(name, &bytes, None).map_err(|flaw| flaw.to_string())?;
    report(&votes, Wish { method: None, overvote: Overvote::Stop }).map_err(|flaw| flaw.to_string())
}

/// The expected report without the official outcome, which the file does not contain. Another test compares it.
fn known_from_the_file(mut expected: Value) -> Value {
    if expected["kind"] == "ranked" {
        let keys = expected.as_object_mut().unwrap();
        keys.remove("official");
        keys.remove("official_match");
    }
    expected
}

/// The report with names cut at their last quotes. The other program lost a quote at the end of a name in one BLT file,
/// and ours keeps it.
fn without_last_quotes(mut report: Value) -> Value {
    for name in report["options"].as_object_mut().into_iter().flat_map(|options| options.values_mut()) {
        let trimmed = name.as_str().unwrap().trim_end_matches('"');
        *name = json!(trimmed);
    }
    report
}

#[test]
fn every_file_is_counted_as_others_count_it() {
    for folder in folders() {
        let all = json(&folder.join("expected.json"));
        let fixtures = all["fixtures"].as_object().unwrap();
        assert!(!fixtures.is_empty());
        let mut found = Vec::new();
        for (name, expected) in fixtures {
            let ours = recount(&folder, name).unwrap_or_else(|error| panic!("{name}: {error}"));
            let (expected, ours) = match name.ends_with(".blt") {
                true => (without_last_quotes(expected.clone()), without_last_quotes(ours)),
                false => (expected.clone(), ours),
            };
            differences(name, &known_from_the_file(expected), &ours, &mut found);
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn official_winners_win_by_the_method_that_was_used() {
    let mut compared = 0;
    for folder in folders() {
        let all = json(&folder.join("expected.json"));
        for (name, expected) in all["fixtures"].as_object().unwrap() {
            let Some(official) = expected["official"].as_object() else { continue };
            let ours = recount(&folder, name).unwrap();
            let winner = match official["method"].as_str().unwrap() {
                "schulze" => ours["schulze_winning_votes"]["winners"][0].clone(),
                "irv" => ours["irv"]["winner"].clone(),
                other => panic!("{name}: {other}"),
            };
            assert_eq!(ours["options"][winner.to_string()], official["winner"], "{name}");
            compared += 1;
        }
    }
    assert!(compared > 0);
}

#[test]
fn damaged_files_are_refused_with_the_line() {
    for folder in folders() {
        let Ok(entries) = std::fs::read_dir(folder.join("malformed")) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let refused = recount(&folder.join("malformed"), &name).expect_err(&name);
            assert!(refused.starts_with("line "), "{name}: {refused}");
        }
    }
}

/// A file that is cut short must not be counted. Every file is cut inside a row, because a table of scores has no mark
/// at its end.
#[test]
fn files_cut_short_are_refused() {
    for folder in folders() {
        let all = json(&folder.join("expected.json"));
        for name in all["fixtures"].as_object().unwrap().keys() {
            let bytes = std::fs::read(folder.join(name)).unwrap();
            let cut =
                bytes.iter().take(bytes.len() / 2).rposition(|byte| *byte == b'\n').unwrap_or(bytes.len() / 3) + 4;
            let read = Votes::read(name, &bytes[..cut], None);
            assert!(read.is_err(), "{name} cut at {cut} of {}", bytes.len());
        }
    }
}
