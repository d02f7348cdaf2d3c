//! Residency: a person says that they live or work in a unit, and somebody of the residents' committee checks it. Rolls
//! are built from verified residencies; a residency is never a public fact.
//!
//! A residency that is over stays as it was, with how it ended. Nothing that was built from it, such as a frozen roll
//! or a ballot, changes when the person moves.

mod code;
mod list;

pub use code::{Code, CodeOver, CodeRefusal, Reach, Standing as CodeStanding, UsesRefusal};
pub use list::{Column, Entry, Fault, ListRefusal, RETENTION_DAYS, RETENTION_DAYS_MAX, read as read_list};

use crate::{
    Time,
    area::{AreaCode, Level},
    ids::{AccountId, ResidencyId, UnitId},
    text::{Sentence, Text},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Lives,
    Works,
}

impl Kind {
    pub const ALL: &[Self] = &[Self::Lives, Self::Works];

    pub fn word(self) -> &'static str {
        match self {
            Self::Lives => "lives",
            Self::Works => "works",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

/// A building (幢) or a room (室), or the company's floor: up to 20 characters.
pub type Place = Text<1, 20>;

/// A household is a committee, a building and a room. Two spellings of one door are one household:
/// white space goes, letters are folded, full-width forms become plain ones.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Household {
    committee: AreaCode,
    building: String,
    room: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HouseholdRefusal {
    #[error("a household belongs to a residents' committee, a code of 12 digits")]
    NotACommittee,
}

impl Household {
    pub fn new(committee: AreaCode, building: &Place, room: &Place) -> Result<Self, HouseholdRefusal> {
        match committee.level() {
            Level::Committee => {}
            Level::City | Level::District | Level::Street => return Err(HouseholdRefusal::NotACommittee),
        }
        let (building, room) = (fold(building.as_str()), fold(room.as_str()));
        Ok(Self { committee, building, room })
    }

    pub fn committee(&self) -> &AreaCode {
        &self.committee
    }

    pub fn building(&self) -> &str {
        &self.building
    }

    pub fn room(&self) -> &str {
        &self.room
    }

    /// One key for the three parts; `/` can't be part of a folded building or room.
    pub fn key(&self) -> String {
        format!("{}/{}/{}", self.committee, self.building, self.room)
    }
}

/// Brings a building or room into one spelling.
pub fn fold(raw: &str) -> String {
    let plain = |c: char| match c {
        '/' | '／' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    raw.chars().map(plain).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// How a residency was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Means {
    /// A moderator decided from what the committee knows.
    Moderator,
    /// A moderator saw the person and their papers.
    InPerson,
    /// The person had a code that a moderator had printed.
    Code,
    /// The person's number stood in the household list that a moderator had imported.
    List,
}

impl Means {
    pub const ALL: &[Self] = &[Self::Moderator, Self::InPerson, Self::Code, Self::List];

    pub fn word(self) -> &'static str {
        match self {
            Self::Moderator => "moderator",
            Self::InPerson => "in_person",
            Self::Code => "code",
            Self::List => "list",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|means| means.word() == word)
    }
}

/// The person who answers for a residency, since when, and how that person knew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The moderator who decided, had the code printed or imported the list.
    pub by: AccountId,
    pub at: Time,
    pub means: Means,
}

/// How a residency ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The person ended it.
    Own,
    /// Another residency of theirs, claimed with "I moved", was verified.
    Moved { to: ResidencyId },
    /// A moderator ended it and said why.
    ByModerator { by: AccountId, reason: Sentence },
}

impl End {
    pub const WORDS: &[&str] = &["own", "moved", "moderator"];

    pub fn word(&self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Moved { .. } => "moved",
            Self::ByModerator { .. } => "moderator",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Claimed,
    Verified(Verification),
    Refused { by: AccountId, at: Time, reason: Sentence },
    Ended { verified: Option<Verification>, at: Time, end: End },
}

impl State {
    pub const WORDS: &[&str] = &["claimed", "verified", "refused", "ended"];

    pub fn word(&self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Verified(_) => "verified",
            Self::Refused { .. } => "refused",
            Self::Ended { .. } => "ended",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Residency {
    pub id: ResidencyId,
    pub account: AccountId,
    pub unit: UnitId,
    pub household: Household,
    pub kind: Kind,
    /// "I moved": when this residency is verified, the person's earlier one of the same kind ends.
    pub moves: bool,
    pub claimed_at: Time,
    pub state: State,
}

/// What the moderator who checks a claim found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    Verified(Means),
    Refused(Sentence),
}

/// A claim that was decided, and the residency that it replaces. Both are stored together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub residency: Residency,
    /// The residency that was replaced, now ended.
    pub left: Option<Residency>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefusal {
    #[error("this unit is already claimed with the same kind, and the claim is waiting or verified")]
    AlreadyClaimed,
    #[error("three claims are waiting for a check already")]
    TooManyWaiting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecideRefusal {
    #[error("the claim was decided already")]
    AlreadyDecided,
    #[error("nobody verifies their own residency")]
    OwnClaim,
    #[error("the person already has a verified residency of this kind and does not say that they moved")]
    AnotherIsLive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndRefusal {
    #[error("the residency has no effect any more")]
    NotLive,
    #[error("the claim waits for a decision; it is refused, not ended")]
    NotDecided,
}

impl Residency {
    /// At most this many claims of a person may wait for a check at one time, so that nobody floods a committee.
    pub const WAITING_MAX: usize = 3;

    /// May this claim be made, given all residencies of the person? A person who moves within their unit claims another
    /// door of it.
    pub fn may_be_claimed(&self, own: &[Self]) -> Result<(), ClaimRefusal> {
        let moves_from = |other: &Self| self.moves && other.is_verified() && other.household != self.household;
        let same = |other: &Self| other.unit == self.unit && other.kind == self.kind;
        if own.iter().any(|other| other.is_live() && same(other) && !moves_from(other)) {
            return Err(ClaimRefusal::AlreadyClaimed);
        }
        let waiting = own.iter().filter(|other| other.state == State::Claimed).count();
        if waiting >= Self::WAITING_MAX { Err(ClaimRefusal::TooManyWaiting) } else { Ok(()) }
    }

    /// `own` are all residencies of the claimant. A person has one verified residency of a kind, so a person who moves
    /// ends the one before.
    pub fn decide(&self, own: &[Self], by: AccountId, finding: Finding, now: Time) -> Result<Decided, DecideRefusal> {
        if by == self.account {
            return Err(DecideRefusal::OwnClaim);
        }
        match self.state {
            State::Claimed => {}
            State::Verified(_) | State::Refused { .. } | State::Ended { .. } => {
                return Err(DecideRefusal::AlreadyDecided);
            }
        }
        let (state, left) = match finding {
            Finding::Verified(means) => {
                let left = self.leaves(own, now)?;
                (State::Verified(Verification { by, at: now, means }), left)
            }
            Finding::Refused(reason) => (State::Refused { by, at: now, reason }, None),
        };
        Ok(Decided { residency: Self { state, ..self.clone() }, left })
    }

    /// The verified residency that ends when this one is verified.
    fn leaves(&self, own: &[Self], now: Time) -> Result<Option<Self>, DecideRefusal> {
        let before = own.iter().find(|other| other.id != self.id && other.kind == self.kind && other.is_verified());
        match before {
            None => Ok(None),
            Some(before) if self.moves => {
                let ended = before.end(End::Moved { to: self.id }, now);
                ended.map(Some).map_err(|_| DecideRefusal::AnotherIsLive)
            }
            Some(_) => Err(DecideRefusal::AnotherIsLive),
        }
    }

    /// Ends the residency. The person may end it at any time; a moderator ends only what was verified, and refuses a
    /// claim that still waits.
    pub fn end(&self, end: End, now: Time) -> Result<Self, EndRefusal> {
        let verified = match (&self.state, &end) {
            (State::Claimed, End::Own) => None,
            (State::Claimed, End::Moved { .. } | End::ByModerator { .. }) => return Err(EndRefusal::NotDecided),
            (State::Verified(verification), End::Own | End::Moved { .. } | End::ByModerator { .. }) => {
                Some(*verification)
            }
            (State::Refused { .. } | State::Ended { .. }, End::Own | End::Moved { .. } | End::ByModerator { .. }) => {
                return Err(EndRefusal::NotLive);
            }
        };
        Ok(Self { state: State::Ended { verified, at: now, end }, ..self.clone() })
    }

    pub fn is_verified(&self) -> bool {
        match self.state {
            State::Verified(_) => true,
            State::Claimed | State::Refused { .. } | State::Ended { .. } => false,
        }
    }

    /// Waiting or verified.
    pub fn is_live(&self) -> bool {
        match self.state {
            State::Claimed | State::Verified(_) => true,
            State::Refused { .. } | State::Ended { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests;
