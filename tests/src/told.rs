//! A count of the stories that each database has run. Every story that passes writes a line into a file, and the last
//! test binary of the run counts the lines.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

/// The file, in the target directory beside the test binaries.
fn book() -> PathBuf {
    let me = std::env::current_exe().expect("the path of this program");
    me.ancestors().nth(2).expect("a target directory").join("stories-told")
}

/// The id of the process that started this test binary, which is the same for all binaries of one run.
#[cfg(unix)]
fn run() -> u32 {
    std::os::unix::process::parent_id()
}

#[cfg(not(unix))]
fn run() -> u32 {
    0
}

/// Writes down that a story passed on this database.
pub(crate) fn record(database: &str) {
    let line = format!("{} {database}\n", run());
    let file = fs::OpenOptions::new().create(true).append(true).open(book());
    file.and_then(|mut file| file.write_all(line.as_bytes())).expect("a line in the book");
}

/// How many stories passed on each database in this run. Removes the file.
pub fn counted() -> BTreeMap<String, usize> {
    let lines = fs::read_to_string(book()).unwrap_or_default();
    let _ = fs::remove_file(book());
    let mine = run().to_string();
    let mut counts = BTreeMap::new();
    for database in lines.lines().filter_map(|line| line.split_once(' ').filter(|(run, _)| *run == mine)) {
        *counts.entry(database.1.to_owned()).or_insert(0) += 1;
    }
    counts
}
