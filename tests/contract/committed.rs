//! The committed OpenAPI document and table of problems are those of the program. The program makes both without a
//! database.

use std::fs;

use crate::project;

#[test]
fn the_document_is_fresh() {
    let committed = fs::read_to_string(project("openapi/openapi.json")).unwrap();
    assert!(committed == sanhui::app::document().bytes(), "openapi/openapi.json is stale; run `cargo run -p openapi`");
}

#[test]
fn the_table_of_problems_is_fresh() {
    let committed = fs::read_to_string(project("openapi/problems.md")).unwrap();
    assert!(committed == sanhui::problem::table(), "openapi/problems.md is stale; run `cargo run -p openapi`");
}
