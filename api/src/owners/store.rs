//! Rows ⇄ domain. Nothing here decides anything.

mod ballot;
mod decision;
mod holders;
mod proxy;
mod search;
mod sheet;

pub use ballot::{
    BallotRow, CastBy, Proof, ballot, ballots, ballots_of, delete_ballot, heads_with_ballot, put_ballot, voters,
};
pub use decision::{
    decision, decision_for_share, decision_for_update, decisions_page, frozen, insert_decision, update_decision,
};
pub use holders::{giving, heads_with_proxy, proxies_of};
pub use proxy::{
    Filed, MandateRow, discard_proxy, hands, insert_proxy, mandate, mandates, note_revocation, proxy, put_expired_away,
    update_proxy, used_proxies,
};
pub use search::heads_without_ballot;
pub use sheet::{discard_sheet, has_sheet, insert_sheet, readers, sheet, sheets, unsettled_sheets, update_sheet};

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
