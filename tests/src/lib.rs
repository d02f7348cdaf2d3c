//! The tools of the stories: a town that runs the real application in process, people who call operations by their ids,
//! a clock that is moved by hand, and a mailbox. A story fails when the service gives an answer that its own OpenAPI
//! document does not describe.

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

/// JSON bodies of requests and answers.
pub use serde_json::{Value, json};
