//! Rows ⇄ domain. Nothing here decides anything.

mod ballot;
mod evidence;
mod facts;
mod objections;
mod paper;
mod result;
mod roll;
mod steps;
mod vote;

pub use ballot::{
    BallotRow, OpenBallot, ballot_of, destroy_ballots, each_in_urn, has_cast, insert_ballot, insert_open, open_after,
    open_counts, part_voters, receipt_of, replace_ballot, take_out,
};
pub use facts::{Designs, designs, facts};
pub use objections::{insert_objection, objection, objections, objections_of, own_objections, update_objection};
pub use paper::{
    PaperRow, batch, batch_facts, batch_of, batches, destroy_entries, has_paper, how_many_batches, insert_batch,
    insert_handout, insert_paper, is_keyed, open_batches, paper, papers, update_batch, update_paper,
};
pub use result::{certified_winner, keep_result, result};
pub use roll::{EntryRow, accounts_of, entries_of, entries_page, entry_of, non_voters, replace_roll, roll, turnout};
pub use steps::{StepRow, insert_step, stepped_in, steps};
pub use vote::{
    Filter, insert, list, titles, update_draft, update_state, vote, vote_exclusive, vote_shared, votes_of_project,
};

use crate::http::problem::Problem;

/// A row that no rule of ours could have written.
fn unreadable(what: &'static str, id: impl std::fmt::Display) -> Problem {
    tracing::error!(%id, "the stored {what} can't be read");
    Problem::broken()
}

fn small(number: u8) -> i16 {
    i16::from(number)
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
