//! What stories are told with: a town with the real application in it, people who act by operation id, a clock moved by
//! hand, and a mailbox. Every answer is held against the document; one that it does not foresee fails the story.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a story that can't go on fails where it stands"
)]

mod authenticator;
mod database;
mod deed;
pub mod document;
mod person;
pub mod told;
mod town;
pub mod wechat;

pub use authenticator::Authenticator;
pub use database::{
    Door, TwoInstances, postgres_url, postgres_version, redis_url, story, story_with, two_instances,
    two_instances_with, with_a_door,
};
pub use deed::Deed;
pub use person::{PASSWORD, Person};
pub use town::Town;

/// The body of a request, and of an answer.
pub use serde_json::{Value, json};
