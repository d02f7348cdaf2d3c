//! The needs and suggestions that a project answers.

use crate::Time;
use crate::ids::{NeedId, SuggestionId};
use crate::text::Sentence;
use crate::trace::Node;

/// Something that residents or planners said, and that a project answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub origin: Origin,
    pub reason: Sentence,
    pub linked_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    Need(NeedId),
    Suggestion(SuggestionId),
}

impl Origin {
    pub fn node(self) -> Node {
        match self {
            Self::Need(id) => Node::Need(id.0),
            Self::Suggestion(id) => Node::Suggestion(id.0),
        }
    }

    pub fn of(node: Node) -> Option<Self> {
        match node {
            Node::Need(id) => Some(Self::Need(id.into())),
            Node::Suggestion(id) => Some(Self::Suggestion(id.into())),
            Node::Theme(_)
            | Node::Project(_)
            | Node::Design(_)
            | Node::Vote(_)
            | Node::Meeting(_)
            | Node::Rating(_) => None,
        }
    }
}
