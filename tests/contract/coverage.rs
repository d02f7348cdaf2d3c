//! Every operation is told in some story.

use tests::document::OPERATIONS;

use crate::sources;

#[test]
fn every_operation_is_told_in_some_story() {
    let mut told = sources("tests/stories");
    told.extend(sources("tests/src"));
    // Named as it is done: `does("cast_ballot")`, or in a table of attempts.
    let is_told = |id: &str| told.iter().any(|(_, text)| text.contains(&format!("\"{id}\"")));
    let untold: Vec<_> = OPERATIONS.keys().filter(|id| !is_told(id)).collect();
    assert!(untold.is_empty(), "no story tells {untold:?}");
}
