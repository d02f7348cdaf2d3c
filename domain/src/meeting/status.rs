//! The bare words for a meeting's kind and state: what is stored, sent and filtered by.

use super::{MeetingKind, Minutes, State};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Planned,
    Announced,
    Open,
    Closed,
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MinutesStatus {
    Unwritten,
    Draft,
    Published,
}

impl State {
    pub fn status(&self) -> Status {
        match self {
            Self::Planned => Status::Planned,
            Self::Announced { .. } => Status::Announced,
            Self::Open { .. } => Status::Open,
            Self::Closed { .. } => Status::Closed,
            Self::Cancelled { .. } => Status::Cancelled,
        }
    }
}

impl Minutes {
    pub fn status(&self) -> MinutesStatus {
        match self {
            Self::Unwritten => MinutesStatus::Unwritten,
            Self::Draft(_) => MinutesStatus::Draft,
            Self::Published { .. } => MinutesStatus::Published,
        }
    }
}

impl Status {
    pub const ALL: &[Self] = &[Self::Planned, Self::Announced, Self::Open, Self::Closed, Self::Cancelled];

    pub fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Announced => "announced",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.word() == word)
    }
}

impl MinutesStatus {
    pub const ALL: &[Self] = &[Self::Unwritten, Self::Draft, Self::Published];

    pub fn word(self) -> &'static str {
        match self {
            Self::Unwritten => "unwritten",
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.word() == word)
    }
}

impl MeetingKind {
    pub const ALL: &[Self] = &[Self::Hearing, Self::Coordination, Self::Review];

    pub fn word(self) -> &'static str {
        match self {
            Self::Hearing => "hearing",
            Self::Coordination => "coordination",
            Self::Review => "review",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}
