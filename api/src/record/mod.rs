//! The record of a design vote or an owners' decision: its public log, the steps taken while it ran, objections to its
//! result, and the checks of its bundle. The two are decided differently and are written down alike.
//!
//! Promises: a leaf of a log is never changed or taken out; a step is stored with its reason and the person who took
//! it; an objection is answered by somebody other than the person who raised it. Each record has the id of its vote or
//! decision ([`RecordId`](domain::ids::RecordId)).

mod blocker_view;
pub mod checks;
mod entity;
pub mod log;
mod objection_view;
pub mod printing;
pub mod receipts;
pub mod step;
mod step_view;
mod store;
pub mod words;

pub use blocker_view::BlockerView;
pub use objection_view::{NewObjection, NewObjectionAnswer, ResultObjectionView};
pub use step_view::{NewIncident, VoteStepView};
pub use store::{
    StepRow, insert_objection, insert_step, objection, objections, objections_of, own_objections, stepped_in, steps,
    update_objection,
};
