//! Promises about the project as a whole: the committed document, operations that stories must call, the schema of the
//! database, rights, and rules for the code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken promise fails where it is found"
)]

mod canary;
mod committed;
mod coverage;
mod delicate;
mod doors;
mod events;
mod guide;
mod house;
mod matrix;
mod personal;
mod remembered;
mod rooms;
mod scaling;
mod schema;
mod sealed;
mod surface;
mod upgrade;

use std::fs;
use std::path::{Path, PathBuf};

/// The path of a folder or file of the project.
fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(path)
}

/// Path and text of every Rust file below a folder. The path begins at the project's root.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![project(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(project("")).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found
}
