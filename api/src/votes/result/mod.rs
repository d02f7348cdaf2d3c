//! The result: counted once, objected to, certified, printed as a protocol and bundled for whoever recounts.
//!
//! Promises: nothing is counted before every sheet is settled; a result is certified by somebody who did not run the
//! vote, and not over an objection that is unanswered or upheld.

mod answer_result_objection;
mod certify_result;
pub mod count;
mod download_bundle;
mod list_my_result_objections;
mod list_result_objections;
mod object_to_result;
mod protocol;
mod read_protocol;
mod read_result;
mod result_view;
mod round_view;

pub use count::Counted;
pub use result_view::ResultView;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(download_bundle::download_bundle)
        .service(read_result::read_result)
        .service(read_protocol::read_protocol)
        .service(object_to_result::object_to_result)
        .service(list_my_result_objections::list_my_result_objections)
        .service(list_result_objections::list_result_objections)
        .service(answer_result_objection::answer_result_objection)
        .service(certify_result::certify_result);
}
