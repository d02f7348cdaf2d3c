//! Residency: a person says that they live or work in a unit, and somebody of the residents' committee checks it.
//! A verified residency is what a roll is built from; it is never a public fact.

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

/// Building (幢) and room (室), or the company's floor: up to 20 characters each.
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

/// One spelling of a building or room.
pub fn fold(raw: &str) -> String {
    let plain = |c: char| match c {
        '/' | '／' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    raw.chars().map(plain).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Claimed,
    Verified { by: AccountId, at: Time },
    Refused { by: AccountId, at: Time, reason: Sentence },
    Ended { verified: Option<Time>, at: Time },
}

impl State {
    pub const WORDS: &[&str] = &["claimed", "verified", "refused", "ended"];

    pub fn word(&self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Verified { .. } => "verified",
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
    pub claimed_at: Time,
    pub state: State,
}

/// What the checker found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    Verified,
    Refused(Sentence),
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
    #[error("the person already has a verified residency of this kind; it must end first")]
    AnotherIsLive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndRefusal {
    #[error("the residency has no effect any more")]
    NotLive,
}

impl Residency {
    /// Claims waiting for a check at one time, so that nobody fills a committee's desk.
    pub const WAITING_MAX: usize = 3;

    /// May this person claim, given all their residencies?
    pub fn may_claim(own: &[Self], unit: UnitId, kind: Kind) -> Result<(), ClaimRefusal> {
        if own.iter().any(|other| other.is_live() && other.unit == unit && other.kind == kind) {
            return Err(ClaimRefusal::AlreadyClaimed);
        }
        let waiting = own.iter().filter(|other| other.state == State::Claimed).count();
        if waiting >= Self::WAITING_MAX { Err(ClaimRefusal::TooManyWaiting) } else { Ok(()) }
    }

    /// `own` are all residencies of the claimant: one person has one verified residency of a kind.
    pub fn decide(&self, own: &[Self], by: AccountId, finding: Finding, now: Time) -> Result<Self, DecideRefusal> {
        if by == self.account {
            return Err(DecideRefusal::OwnClaim);
        }
        match self.state {
            State::Claimed => {}
            State::Verified { .. } | State::Refused { .. } | State::Ended { .. } => {
                return Err(DecideRefusal::AlreadyDecided);
            }
        }
        let state = match finding {
            Finding::Verified => {
                if own.iter().any(|other| other.id != self.id && other.kind == self.kind && other.is_verified()) {
                    return Err(DecideRefusal::AnotherIsLive);
                }
                State::Verified { by, at: now }
            }
            Finding::Refused(reason) => State::Refused { by, at: now, reason },
        };
        Ok(Self { state, ..self.clone() })
    }

    /// The person moved away, or the committee found out.
    pub fn end(&self, now: Time) -> Result<Self, EndRefusal> {
        let verified = match self.state {
            State::Claimed => None,
            State::Verified { at, .. } => Some(at),
            State::Refused { .. } | State::Ended { .. } => return Err(EndRefusal::NotLive),
        };
        Ok(Self { state: State::Ended { verified, at: now }, ..self.clone() })
    }

    pub fn is_verified(&self) -> bool {
        match self.state {
            State::Verified { .. } => true,
            State::Claimed | State::Refused { .. } | State::Ended { .. } => false,
        }
    }

    /// Waiting or verified: it was neither refused nor has it ended.
    pub fn is_live(&self) -> bool {
        match self.state {
            State::Claimed | State::Verified { .. } => true,
            State::Refused { .. } | State::Ended { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests;
