//! What people live through, told by operation ids.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a story that can't go on fails where it stands"
)]

mod audit;
mod ballots;
mod conventions;
mod flow;
mod forged;
mod gates;
mod keys;
mod needs;
mod oversight;
mod people;
mod places;
mod planners;
mod privacy;
mod projects;
mod races;
mod residency;
mod sessions;
mod suggestions;
mod tokens;
mod votes;
mod whole_cycle;
