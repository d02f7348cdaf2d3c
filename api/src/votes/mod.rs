//! Votes (表决): a design is chosen by people on a frozen roll, by a rule fixed before opening, and whoever loses can
//! check it.
//!
//! Promises: one live ballot for each voter, by the database's own uniqueness; every acknowledged ballot is counted and
//! none is taken after the close; no answer to a request depends on a choice before the vote is over; the result is
//! counted once, from the ballots, whether a person or time closed the vote. At the close ballots are parted from
//! voters for good, and a public log and bundle let anybody repeat the count.
//!
//! Ballots of every channel count the same. Paper: a voter who is handed a sheet has no other ballot, and nobody knows
//! which sheet they drew from the pile; two people key each sheet without seeing each other's entry, and a third
//! settles a difference. A vote is counted only when every paper batch is closed, and a batch closes only when the hand
//! count, the keyed sheets and the sheets handed out agree; until then keying goes on, even after the vote's end.
//! Helpers and proxies: the rule says which ballot counts when a voter's ballots come by several channels; that a voter
//! was helped or represented is stored apart from what was chosen, as for any ballot.

mod bundle;
mod casting;
mod drafting;
mod entity;
mod helped;
mod log;
mod paper;
mod reach;
mod receipts_of;
mod refusals;
mod result;
mod roll;
mod running;
mod store;
mod turnout;
mod view;
mod words;

pub use bundle::verify as verify_bundle;
pub use casting::Casting;
pub use receipts_of::receipts_of;
pub use store::{certified_winner, funded_designs, titles, vote, votes_of_project};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    casting::routes(config);
    drafting::routes(config);
    roll::routes(config);
    running::routes(config);
    helped::routes(config);
    turnout::routes(config);
    paper::routes(config);
    log::routes(config);
    result::routes(config);
}
