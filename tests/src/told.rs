//! What was told where: every story that ends well writes a line, and the last binary of the run counts them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

/// Beside the test binaries; lines of other runs are told apart by the process that started them.
fn book() -> PathBuf {
    let me = std::env::current_exe().expect("the path of this program");
    me.ancestors().nth(2).expect("a target directory").join("stories-told")
}

#[cfg(unix)]
fn run() -> u32 {
    std::os::unix::process::parent_id()
}

#[cfg(not(unix))]
fn run() -> u32 {
    0
}

pub(crate) fn record(database: &str) {
    let line = format!("{} {database}\n", run());
    let file = fs::OpenOptions::new().create(true).append(true).open(book());
    file.and_then(|mut file| file.write_all(line.as_bytes())).expect("a line in the book");
}

/// How many stories this run told on each database; closes the book.
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
