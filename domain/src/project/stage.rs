//! How far a project has come. Each stage carries what led to it, so that a building project *has* its approval.

use crate::Time;
use crate::ids::{DesignId, VoteId};
use crate::money::Fen;
use crate::text::Sentence;

use super::plan::Percent;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    Proposed,
    InPublicity(Publicity),
    Approved(Approval),
    Building(Works),
    Completed(Completion),
    Dropped(Dropped),
}

/// The designs are open to objection (公示) from `from` until just before `until`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publicity {
    pub from: Time,
    pub until: Time,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    pub publicity: Publicity,
    pub design: DesignId,
    /// Parts that the same budget vote funded after it; empty otherwise.
    pub also: Vec<DesignId>,
    pub ground: Ground,
    pub approved_at: Time,
}

/// What an approval rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    Vote(VoteId),
    /// Published; for a project that nobody voted on, or whose vote ended without a winner.
    Reason(Sentence),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Works {
    pub approval: Approval,
    pub started_at: Time,
    pub done: Percent,
    pub spent: Fen,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    pub works: Works,
    pub completed_at: Time,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub reason: Sentence,
    pub dropped_at: Time,
    /// The stage it was dropped from; never `Completed` or `Dropped`.
    pub was: Box<Stage>,
}

/// A stage by name, without what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StageName {
    Proposed,
    InPublicity,
    Approved,
    Building,
    Completed,
    Dropped,
}

impl Publicity {
    pub fn is_over(&self, now: Time) -> bool {
        now >= self.until
    }
}

impl Stage {
    pub fn name(&self) -> StageName {
        match self {
            Self::Proposed => StageName::Proposed,
            Self::InPublicity(_) => StageName::InPublicity,
            Self::Approved(_) => StageName::Approved,
            Self::Building(_) => StageName::Building,
            Self::Completed(_) => StageName::Completed,
            Self::Dropped(_) => StageName::Dropped,
        }
    }

    /// The publicity this stage has come through or is in.
    pub fn publicity(&self) -> Option<&Publicity> {
        match self {
            Self::Proposed => None,
            Self::InPublicity(publicity) => Some(publicity),
            Self::Approved(_) | Self::Building(_) | Self::Completed(_) => {
                self.approval().map(|approval| &approval.publicity)
            }
            Self::Dropped(dropped) => dropped.was.publicity(),
        }
    }

    pub fn approval(&self) -> Option<&Approval> {
        match self {
            Self::Proposed | Self::InPublicity(_) => None,
            Self::Approved(approval) => Some(approval),
            Self::Building(_) | Self::Completed(_) => self.works().map(|works| &works.approval),
            Self::Dropped(dropped) => dropped.was.approval(),
        }
    }

    pub fn works(&self) -> Option<&Works> {
        match self {
            Self::Proposed | Self::InPublicity(_) | Self::Approved(_) => None,
            Self::Building(works) => Some(works),
            Self::Completed(completion) => Some(&completion.works),
            Self::Dropped(dropped) => dropped.was.works(),
        }
    }
}

impl StageName {
    pub const ALL: &[Self] =
        &[Self::Proposed, Self::InPublicity, Self::Approved, Self::Building, Self::Completed, Self::Dropped];

    pub fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::InPublicity => "in_publicity",
            Self::Approved => "approved",
            Self::Building => "building",
            Self::Completed => "completed",
            Self::Dropped => "dropped",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|stage| stage.word() == word)
    }
}
