//! A decision before it is opened: the matter, its notice, and what still blocks the opening.
//!
//! Promise: an announced end is never moved.

mod check_owners_decision;
mod decision_view;
mod draft_owners_decision;
mod list_owners_decisions;
mod list_owners_presets;
mod presets;
mod read_owners_decision;
pub mod rules;

pub use decision_view::{OwnersDecisionView, OwnersMeasureView, OwnersPresetView};
pub use presets::PRESETS;
pub use rules::{KIND, OwnersRules, OwnersShare, item_in_words, ways_in_words};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(list_owners_presets::list_owners_presets)
        .service(draft_owners_decision::draft_owners_decision)
        .service(list_owners_decisions::list_owners_decisions)
        .service(read_owners_decision::read_owners_decision)
        .service(check_owners_decision::check_owners_decision);
}
