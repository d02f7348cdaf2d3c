//! Rows of registers ⇄ domain. Nothing here decides anything.

mod rows;
mod search;

pub use rows::{Known, RegisterRow, enter_gate, entries_page, insert, lines, page, register};
pub use sea_orm::ConnectionTrait as Connection;
pub use search::{
    entries_of_heads, heads_by_register, heads_of, heads_page, heads_without_phone, held, numbers_of_head, present,
    present_id, sought, whole,
};

use crate::problem::Problem;

/// Logs a row that none of our rules could have written, and gives an internal error.
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
