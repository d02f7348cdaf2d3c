//! The turnout and the result of a decision: counted, objected to, certified, printed as a protocol and bundled.
//!
//! Promises: participation and approval are measured by area and by heads, each against the share that the law
//! requires; a result is certified by somebody who did not run the decision and handled nobody else's ballot.

mod answer_owners_objection;
mod certify_owners_result;
pub mod count;
mod download_owners_bundle;
mod list_my_owners_objections;
mod list_owner_ballots;
mod list_owners_objections;
mod object_to_owners_result;
mod protocol;
mod read_owners_protocol;
mod read_owners_result;
mod read_owners_turnout;
mod result_view;

pub use count::Counted;
pub use result_view::{OwnerBallotView, OwnersLegView, OwnersResultView};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(read_owners_turnout::read_owners_turnout)
        .service(read_owners_result::read_owners_result)
        .service(list_owner_ballots::list_owner_ballots)
        .service(certify_owners_result::certify_owners_result)
        .service(download_owners_bundle::download_owners_bundle)
        .service(read_owners_protocol::read_owners_protocol)
        .service(object_to_owners_result::object_to_owners_result)
        .service(list_my_owners_objections::list_my_owners_objections)
        .service(list_owners_objections::list_owners_objections)
        .service(answer_owners_objection::answer_owners_objection);
}
