//! A POST needs an `Idempotency-Key`, except where its answer holds secrets that the service does not store. The matrix
//! of roles tests who may call.

use sanhui::edge::document::NOT_REPEATABLE;
use tests::document::OPERATIONS;

#[test]
fn every_post_wants_a_key_unless_it_answers_with_secrets() {
    let posts = OPERATIONS.values().filter(|operation| operation.method == "POST");
    for operation in posts {
        let exempt = NOT_REPEATABLE.contains(&operation.id.as_str());
        assert_eq!(operation.takes("header", "Idempotency-Key"), !exempt, "{}", operation.id);
    }
}
