//! Faults: the service loses nothing when processes are killed, connections are cut, clients hang up or other servers
//! are away.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a loss fails where it is found"
)]

mod cut_off;
mod first_start;
#[path = "../stories/flow.rs"]
#[allow(dead_code, reason = "shared with the stories, which use all of it")]
mod flow;
mod gone_clients;
mod killed;
mod lost_writes;
mod outages;
mod poll;
