//! Every operation whose answers are kept in memory is a public read, at the path that the document gives it.

use sanhui::edge::remembered::OPERATIONS as REMEMBERED;
use tests::document::OPERATIONS;

#[test]
fn only_public_reads_are_remembered() {
    for (id, path) in REMEMBERED {
        let operation = OPERATIONS.get(*id).unwrap_or_else(|| panic!("no operation {id}"));
        assert_eq!((operation.method.as_str(), operation.path.as_str()), ("GET", *path), "{id}");
        assert!(operation.roles.is_none(), "{id} is not for everybody");
        assert!(!path.split('/').any(|step| step == "me"), "{id} is about who asks");
    }
}
