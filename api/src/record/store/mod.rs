//! Rows of steps and objections ⇄ domain. Nothing here decides anything.

mod objections;
mod steps;

pub use objections::{insert_objection, objection, objections, objections_of, own_objections, update_objection};
pub use steps::{StepRow, insert_step, stepped_in, steps};

use crate::problem::Problem;

/// Reports a stored row that our rules could not have written.
fn unreadable(what: &'static str, id: impl std::fmt::Display) -> Problem {
    tracing::error!(%id, "the stored {what} can't be read");
    Problem::broken()
}
