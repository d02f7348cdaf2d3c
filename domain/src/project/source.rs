//! What a project answers.

use crate::Time;
use crate::ids::{NeedId, SuggestionId};
use crate::text::Sentence;
use crate::trace::{Node, NodeKind};

/// Something residents or planners said, that a project answers.
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
            Self::Need(id) => id.into(),
            Self::Suggestion(id) => id.into(),
        }
    }

    pub fn of(node: Node) -> Option<Self> {
        match node.kind {
            NodeKind::Need => Some(Self::Need(node.id.into())),
            NodeKind::Suggestion => Some(Self::Suggestion(node.id.into())),
            NodeKind::Theme
            | NodeKind::Project
            | NodeKind::Design
            | NodeKind::Vote
            | NodeKind::Meeting
            | NodeKind::Rating => None,
        }
    }
}
