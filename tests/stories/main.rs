//! What people live through, told by operation ids.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a story that can't go on fails where it stands"
)]

mod attempts;
mod audit;
mod ballots;
mod conventions;
mod flow;
mod gates;
mod mails;
mod needs;
mod passwords;
mod people;
mod places;
mod planners;
mod privacy;
mod projects;
mod races;
mod residency;
mod second_factor;
mod staff;
mod suggestions;
mod votes;
mod whole_cycle;
