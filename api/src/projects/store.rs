//! Rows ⇄ domain. Nothing here decides anything.

mod designs;
mod projects;
mod reports;
mod stages;
mod whole;

pub use designs::{design, design_titles, designs, insert_design, save_review, update_design};
pub use projects::{Filter, insert, list, project, project_for_update, project_titles, update};
pub use reports::insert_report;
pub use whole::{design_view, project_view};

use crate::problem::Problem;

/// A row that no rule of ours could have written.
fn unreadable(what: &'static str, id: uuid::Uuid) -> Problem {
    tracing::error!(%id, "the stored {what} can't be read");
    Problem::broken()
}
