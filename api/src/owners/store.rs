//! Rows ⇄ domain. Nothing here decides anything.

mod decision;
mod register;

pub use decision::{
    BallotRow, ballots, decision, decision_for_share, decision_for_update, decisions_page, frozen, heads_of,
    insert_decision, present, put_ballot, update_decision,
};
pub use register::{Known, RegisterRow, enter_gate, entries_page, insert, numbers, page, register};
pub use sea_orm::ConnectionTrait as Connection;

use crate::http::problem::Problem;

/// A row that no rule of ours could have written.
fn unreadable(what: &'static str, id: impl std::fmt::Display) -> Problem {
    tracing::error!(%id, "the stored {what} can't be read");
    Problem::broken()
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
