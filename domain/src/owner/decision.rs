//! A joint decision of owners (业主共同决定), Civil Code arts. 278 to 280: announced, opened after its notice on a frozen
//! register, over at its announced end and not before, certified by somebody who did not run it.
//!
//! Ballots are named, as the law has them: what is published names flats, never people.

mod legs;

pub use legs::{Leg, Of, What, legs};

use chrono::TimeDelta;

use super::{Register, RegisterHash};
use crate::Time;
use crate::ids::{AccountId, OwnerRegisterId, OwnersDecisionId, UnitId};
use crate::text::{Prose, Sentence, Title};
use crate::vote::tally::owners::{Matter, Measure};
use crate::vote::{CastRefusal, CertifyRefusal, ResultRefusal};

const LONGEST_AHEAD: TimeDelta = TimeDelta::days(366);

/// Days between the announcement and the first ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeDays(u8);

impl NoticeDays {
    pub const MAX: u8 = 90;

    pub fn new(days: u8) -> Option<Self> {
        (1..=Self::MAX).contains(&days).then_some(Self(days))
    }

    pub fn get(self) -> u8 {
        self.0
    }
}

/// An item of art. 278: what the law names as the owners' to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item(u8);

impl Item {
    pub const MAX: u8 = 9;

    pub fn new(item: u8) -> Option<Self> {
        (1..=Self::MAX).contains(&item).then_some(Self(item))
    }

    pub fn get(self) -> u8 {
        self.0
    }

    pub fn matter(self) -> Matter {
        if (6..=8).contains(&self.0) { Matter::Special } else { Matter::Ordinary }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnersDecision {
    pub id: OwnersDecisionId,
    pub unit: UnitId,
    /// Whose register it is decided by.
    pub estate: Title,
    pub title: Title,
    /// What is decided, in full.
    pub text: Prose,
    pub item: Item,
    pub notice: NoticeDays,
    pub announced_by: AccountId,
    pub announced_at: Time,
    /// Ballots are taken until just before this.
    pub closes_at: Time,
    pub state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Announced,
    Open(Opening),
    Certified(Opening, Certification),
    /// Ended without a result; without an opening no ballot was taken.
    Voided(Option<Opening>, Void),
}

/// From here on the register is the roll: its hash and what it adds up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub by: AccountId,
    pub at: Time,
    pub register: OwnerRegisterId,
    pub hash: RegisterHash,
    pub total: Measure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certification {
    pub by: AccountId,
    pub at: Time,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Void {
    pub by: AccountId,
    pub at: Time,
    pub reason: Sentence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Announced,
    Open,
    Closed,
    Certified,
    Voided,
    /// Its end passed before anybody opened it.
    Lapsed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnnounceRefusal {
    #[error("the vote would close before its notice is over, at {until}")]
    ClosesDuringNotice { until: Time },
    #[error("the vote must close within {} days", LONGEST_AHEAD.num_days())]
    ClosesTooLate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenRefusal {
    #[error("the vote was opened already")]
    AlreadyOpened,
    #[error("the vote was voided")]
    Voided,
    #[error("the notice runs until {until}")]
    NoticeStillRunning { until: Time },
    #[error("the vote would have closed at {closes_at}")]
    ClosingTimePassed { closes_at: Time },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VoidRefusal {
    #[error("the vote was voided already")]
    Voided,
    #[error("the result is certified")]
    Certified,
}

impl OwnersDecision {
    /// As announced; nothing of it changes any more.
    pub fn check(&self) -> Result<(), AnnounceRefusal> {
        let until = self.notice_until();
        if self.closes_at <= until {
            return Err(AnnounceRefusal::ClosesDuringNotice { until });
        }
        if self.closes_at > self.announced_at + LONGEST_AHEAD {
            return Err(AnnounceRefusal::ClosesTooLate);
        }
        Ok(())
    }

    /// Whole days of 24 hours, so that it is never shorter than it says.
    pub fn notice_until(&self) -> Time {
        self.announced_at + TimeDelta::days(i64::from(self.notice.get()))
    }

    pub fn stage(&self, now: Time) -> Stage {
        let is_over = now >= self.closes_at;
        match &self.state {
            State::Announced => {
                if is_over {
                    Stage::Lapsed
                } else {
                    Stage::Announced
                }
            }
            State::Open(_) => {
                if is_over {
                    Stage::Closed
                } else {
                    Stage::Open
                }
            }
            State::Certified(..) => Stage::Certified,
            State::Voided(..) => Stage::Voided,
        }
    }

    pub fn opening(&self) -> Option<&Opening> {
        match &self.state {
            State::Announced => None,
            State::Open(opening) | State::Certified(opening, _) => Some(opening),
            State::Voided(opening, _) => opening.as_ref(),
        }
    }

    /// Freezes the register.
    pub fn open(
        self,
        by: AccountId,
        (id, register): (OwnerRegisterId, &Register),
        now: Time,
    ) -> Result<Self, OpenRefusal> {
        match self.state {
            State::Announced => {}
            State::Open(_) | State::Certified(..) => return Err(OpenRefusal::AlreadyOpened),
            State::Voided(..) => return Err(OpenRefusal::Voided),
        }
        let (until, closes_at) = (self.notice_until(), self.closes_at);
        if now < until {
            return Err(OpenRefusal::NoticeStillRunning { until });
        }
        if now >= closes_at {
            return Err(OpenRefusal::ClosingTimePassed { closes_at });
        }
        let opening = Opening { by, at: now, register: id, hash: register.hash(), total: register.total() };
        Ok(Self { state: State::Open(opening), ..self })
    }

    /// The opening whose register says who may vote, while ballots are taken.
    pub fn takes_ballots(&self, now: Time) -> Result<&Opening, CastRefusal> {
        match &self.state {
            State::Announced => Err(CastRefusal::NotOpened),
            State::Open(opening) if now < self.closes_at => Ok(opening),
            State::Open(_) | State::Certified(..) => Err(CastRefusal::Closed { closed_at: self.closes_at }),
            State::Voided(..) => Err(CastRefusal::Voided),
        }
    }

    /// Whether the result may be counted and shown.
    pub fn may_be_counted(&self, now: Time) -> Result<&Opening, ResultRefusal> {
        match &self.state {
            State::Announced => Err(ResultRefusal::NotOpened),
            State::Open(_) if now < self.closes_at => Err(ResultRefusal::Sealed),
            State::Open(opening) | State::Certified(opening, _) => Ok(opening),
            State::Voided(..) => Err(ResultRefusal::Voided),
        }
    }

    /// Someone who neither announced nor opened it stands for the result.
    pub fn certify(self, by: AccountId, now: Time) -> Result<Self, CertifyRefusal> {
        let opening = match self.state {
            State::Announced => return Err(CertifyRefusal::NotOpened),
            State::Open(_) if now < self.closes_at => return Err(CertifyRefusal::StillOpen),
            State::Open(opening) => opening,
            State::Certified(..) => return Err(CertifyRefusal::AlreadyCertified),
            State::Voided(..) => return Err(CertifyRefusal::Voided),
        };
        if by == opening.by || by == self.announced_by {
            return Err(CertifyRefusal::RanTheVote);
        }
        Ok(Self { state: State::Certified(opening, Certification { by, at: now }), ..self })
    }

    pub fn void(self, void: Void) -> Result<Self, VoidRefusal> {
        let opening = match self.state {
            State::Announced => None,
            State::Open(opening) => Some(opening),
            State::Certified(..) => return Err(VoidRefusal::Certified),
            State::Voided(..) => return Err(VoidRefusal::Voided),
        };
        Ok(Self { state: State::Voided(opening, void), ..self })
    }
}

#[cfg(test)]
mod tests;
