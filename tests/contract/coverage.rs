//! Every operation is told in some story.

use tests::document::OPERATIONS;

use crate::sources;

/// Operations no story tells yet. This list only shrinks.
const UNTOLD: &[&str] = &[
    "cancel_meeting",
    "close_rating",
    "drop_project",
    "list_meetings",
    "list_needs",
    "list_projects",
    "read_design",
    "read_meeting",
    "read_minutes",
    "read_project",
    "read_rating",
    "unlink_source",
    "update_project",
];
const UNTOLD: &[&str] = &[];

#[test]
fn every_operation_is_told_in_some_story() {
    let mut told = sources("tests/stories");
    told.extend(sources("tests/src"));
    // Named as it is done: `does("cast_ballot")`, or in a table of attempts.
    let is_told = |id: &str| told.iter().any(|(_, text)| text.contains(&format!("\"{id}\"")));
    let untold: Vec<_> = OPERATIONS.keys().filter(|id| !is_told(id) && !UNTOLD.contains(&id.as_str())).collect();
    assert!(untold.is_empty(), "no story tells {untold:?}");
    let done: Vec<_> = UNTOLD.iter().filter(|id| is_told(id) || !OPERATIONS.contains_key(**id)).collect();
    assert!(done.is_empty(), "take these off the list of the untold: {done:?}");
}
