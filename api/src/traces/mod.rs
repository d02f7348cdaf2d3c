//! The trace: what led to what, from the sentence a resident typed to the rating of the thing that was built.
//!
//! Every operation that relates two things records a link in its own transaction.

mod entity;
mod store;

pub use store::link;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub fn routes(_config: &mut ServiceConfig) {}

/// A thing in the trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    Need(Uuid),
    Theme(Uuid),
    Suggestion(Uuid),
    Project(Uuid),
    Design(Uuid),
    Vote(Uuid),
    Meeting(Uuid),
    Rating(Uuid),
}

impl Node {
    pub fn word(self) -> &'static str {
        match self {
            Self::Need(_) => "need",
            Self::Theme(_) => "theme",
            Self::Suggestion(_) => "suggestion",
            Self::Project(_) => "project",
            Self::Design(_) => "design",
            Self::Vote(_) => "vote",
            Self::Meeting(_) => "meeting",
            Self::Rating(_) => "rating",
        }
    }

    pub fn id(self) -> Uuid {
        match self {
            Self::Need(id)
            | Self::Theme(id)
            | Self::Suggestion(id)
            | Self::Project(id)
            | Self::Design(id)
            | Self::Vote(id)
            | Self::Meeting(id)
            | Self::Rating(id) => id,
        }
    }
}
