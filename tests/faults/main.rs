//! What must not be lost when things go wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a loss fails where it is found"
)]

mod first_start;
mod gone_clients;
mod lost_writes;
mod outages;
