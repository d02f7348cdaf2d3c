//! The roll (名册): who may vote, who was added too late, who has not voted yet.
//!
//! Promises: a roll is built by the vote's rule from verified residencies or from an owners' register, and is frozen
//! when the vote opens; changes after that are listed, never applied.

mod admission;
mod build_roll;
mod list_late_roll_changes;
mod list_non_voters;
mod look_up_voter;
mod read_my_eligibility;
mod read_roll;
mod roll_view;
mod voter;

pub use admission::roll_of;
pub use list_late_roll_changes::while_frozen;
pub use roll_view::RollView;
pub use voter::Named;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(build_roll::build_roll)
        .service(read_roll::read_roll)
        .service(list_late_roll_changes::list_late_roll_changes)
        .service(read_my_eligibility::read_my_eligibility)
        .service(look_up_voter::look_up_voter)
        .service(list_non_voters::list_non_voters);
}
