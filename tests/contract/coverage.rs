//! Some story calls every operation of the document.

use tests::document::OPERATIONS;

use crate::sources;

#[test]
fn every_operation_is_told_in_some_story() {
    let mut told = sources("tests/stories");
    told.extend(sources("tests/src"));
    // A story calls an operation by its id in quotes, as in `does("cast_ballot")` or in a table of attempts.
    let is_told = |id: &str| told.iter().any(|(_, text)| text.contains(&format!("\"{id}\"")));
    let untold: Vec<_> = OPERATIONS.keys().filter(|id| !is_told(id)).collect();
    assert!(untold.is_empty(), "no story tells {untold:?}");
}
