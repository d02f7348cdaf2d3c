//! Owners' ballots. Each is for one head of the register, has its leaf in the log and gets a signed receipt.
//!
//! Promises: a head has one ballot, by the database's own uniqueness; an acknowledged ballot is in the public log at
//! once.

mod cast_owner_ballot;
mod read_my_owner_ballots;
mod receipt;
mod taking;

pub use receipt::OwnersReceiptView;
pub use taking::{Said, take, take_out};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config.service(read_my_owner_ballots::read_my_owner_ballots).service(cast_owner_ballot::cast_owner_ballot);
}
