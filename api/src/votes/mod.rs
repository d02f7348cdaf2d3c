//! Votes (表决): a design is chosen by people on a frozen roll, by a rule fixed before opening, and whoever loses can check it.
//!
//! Promises: one live ballot for each voter, by the database's own uniqueness; every acknowledged ballot is counted and
//! none is taken after the close; nothing that answers a request is made from a choice before the vote is over; the
//! result is counted once, from the ballots, whether a person or time closed the vote. At the close ballots are parted
//! from voters for good, and a public log and bundle let anybody repeat the count.
//!
//! Ways to vote are equal. Paper: who is handed a sheet has no other ballot; which sheet they draw from the pile nobody
//! knows; two people key each sheet, neither sees the other's entry, and a third settles what differs. A vote is not counted
//! before every batch of sheets is closed, which it can be only when hand count, keyed and handed out sheets agree; keying
//! goes on after the vote's end until then. Helpers and proxies: the rule says which ballot stands when a voter's come in
//! several ways; that somebody was helped or represented is kept apart from what was chosen, as for any ballot.

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
