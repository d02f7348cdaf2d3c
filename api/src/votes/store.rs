//! Rows ⇄ domain. Nothing here decides anything.

mod ballot;
mod evidence;
mod facts;
mod flats;
mod hands;
mod help;
mod paper;
mod proxies;
mod result;
mod roll;
mod turnout;
mod vote;

pub use ballot::{
    BallotRow, Live, OpenBallot, ballot_of, cast_by, destroy_ballots, each_in_urn, insert_ballot, insert_open, live_of,
    open_after, open_counts, part_voters, receipt_of, replace_ballot, take_out, urn_by_channel,
};
pub use facts::{Designs, designs, facts};
pub use flats::{HeadRow, area_cast, heads_page, silent_heads, voter_of_flat};
pub use hands::{handled, note_hand};
pub use help::{HelpRow, by_helper, end_help, help, help_of, helps, insert_help};
pub use paper::{
    PaperRow, all_batches, batch, batch_facts, batch_of, batches, destroy_entries, handed_from, has_paper,
    how_many_batches, insert_batch, insert_handout, insert_paper, last_keyed, open_batches, paper, papers, stage_of,
    take_handout, update_batch, update_paper,
};
pub use proxies::{giving, insert_proxy, proxies_of, proxy, put_expired_away, update_proxy, voters_with_proxy};
pub use result::{StoredResult, certified_winner, funded_designs, insert_result, result};
pub use roll::{
    EntryRow, accounts_of, book_by_channel, entries_of, entries_page, entry_of, non_voters, on_roll, replace_roll, roll,
};
pub use turnout::turnout_of;
pub use vote::{
    Filter, KnownVotes, RowVersion, insert, list, share, titles, update_draft, update_state, vote, vote_exclusive,
    votes_of_project,
};

pub use sea_orm::ConnectionTrait as Connection;

use crate::problem::Problem;

/// Reports a stored row that our rules could not have written.
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
