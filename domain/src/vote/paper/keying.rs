//! Keying: what two people read from a sheet, and what a third person reads where the two differ.

use super::super::ballot::Ballot;
use super::Serial;
use crate::ids::{AccountId, PaperBallotId, PaperBatchId, VoteId};

/// What one person read from a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyed<B = Ballot> {
    pub by: AccountId,
    pub ballot: B,
}

/// A sheet that was keyed at least once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperBallot {
    pub id: PaperBallotId,
    pub vote: VoteId,
    pub batch: PaperBatchId,
    pub serial: Serial,
    pub state: Keying,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keying<B = Ballot> {
    Once(Keyed<B>),
    /// Two people read different things.
    Mismatch(Keyed<B>, Keyed<B>),
    Accepted,
    /// Returned unused and torn up: nobody keys it any more.
    TakenBack,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyingStage {
    KeyedOnce,
    Mismatch,
    Accepted,
    TakenBack,
}

impl KeyingStage {
    pub const ALL: &[Self] = &[Self::KeyedOnce, Self::Mismatch, Self::Accepted, Self::TakenBack];

    pub fn word(self) -> &'static str {
        match self {
            Self::KeyedOnce => "keyed_once",
            Self::Mismatch => "mismatch",
            Self::Accepted => "accepted",
            Self::TakenBack => "taken_back",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|stage| stage.word() == word)
    }

    /// Whether a sheet may get its first entry: it was neither keyed nor taken back. `stage` is how far its keying has
    /// come.
    pub fn begin(stage: Option<Self>) -> Result<(), KeyRefusal> {
        match stage {
            None => Ok(()),
            Some(Self::TakenBack) => Err(KeyRefusal::TakenBack),
            Some(Self::KeyedOnce | Self::Mismatch | Self::Accepted) => Err(KeyRefusal::AlreadyKeyed),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefusal {
    #[error("the batch is closed")]
    BatchClosed,
    #[error("there is no such sheet in the batch")]
    NoSuchSheet,
    #[error("the sheet was keyed already")]
    AlreadyKeyed,
    #[error("whoever keyed a sheet does not key it again")]
    SameHands,
    #[error("the sheet was not keyed in two ways")]
    NoMismatch,
    #[error("the sheet was returned unused")]
    TakenBack,
}

/// Whether a further entry settled what the sheet says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreed<B = Ballot> {
    /// This is the ballot that counts.
    Yes(B),
    No,
}

impl<B: PartialEq> Keying<B> {
    pub fn stage(&self) -> KeyingStage {
        match self {
            Self::Once(_) => KeyingStage::KeyedOnce,
            Self::Mismatch(..) => KeyingStage::Mismatch,
            Self::Accepted => KeyingStage::Accepted,
            Self::TakenBack => KeyingStage::TakenBack,
        }
    }

    /// A second person's entry. If it equals the first, the sheet is accepted.
    pub fn second(self, keyed: Keyed<B>) -> Result<(Self, Agreed<B>), KeyRefusal> {
        match self {
            Self::Once(first) if first.by == keyed.by => Err(KeyRefusal::SameHands),
            Self::Once(first) if first.ballot == keyed.ballot => Ok((Self::Accepted, Agreed::Yes(keyed.ballot))),
            Self::Once(first) => Ok((Self::Mismatch(first, keyed), Agreed::No)),
            Self::Mismatch(..) | Self::Accepted => Err(KeyRefusal::AlreadyKeyed),
            Self::TakenBack => Err(KeyRefusal::TakenBack),
        }
    }

    /// A third person, with the sheet in hand, settles a mismatch: their entry counts, even if it confirms neither of
    /// the two.
    pub fn resolve(self, keyed: Keyed<B>) -> Result<(Self, Agreed<B>), KeyRefusal> {
        match self {
            Self::Mismatch(first, second) if [first.by, second.by].contains(&keyed.by) => Err(KeyRefusal::SameHands),
            Self::Mismatch(..) => Ok((Self::Accepted, Agreed::Yes(keyed.ballot))),
            Self::Once(_) | Self::Accepted => Err(KeyRefusal::NoMismatch),
            Self::TakenBack => Err(KeyRefusal::TakenBack),
        }
    }

    /// The two entries of a mismatch, for a third person only.
    pub fn shown_to(&self, reader: AccountId) -> Option<(&B, &B)> {
        match self {
            Self::Mismatch(first, second) if ![first.by, second.by].contains(&reader) => {
                Some((&first.ballot, &second.ballot))
            }
            Self::Once(_) | Self::Mismatch(..) | Self::Accepted | Self::TakenBack => None,
        }
    }
}
