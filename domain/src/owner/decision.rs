//! A joint decision of owners (业主共同决定), Civil Code arts. 278 to 280. It is announced; opened after its notice, on a
//! frozen register; over at its announced end and never before; and certified by somebody who did not run it.
//!
//! Ballots are named, as the law requires, but what is published names flats and never people.

mod legs;

pub use legs::{Leg, Of, What, legs, square_metres};

use chrono::TimeDelta;

use super::proxy::ProxiesEach;
use crate::Time;
use crate::ids::{AccountId, OwnerRegisterId, OwnersDecisionId, UnitId};
use crate::register::{Register, RegisterHash};
use crate::text::{Prose, Title};
use crate::vote::objection::{ObjectRefusal, Objections};
use crate::vote::step::{Step, StepRefusal};
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

/// The number of an item of art. 278, which lists what owners decide together.
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
    /// The estate whose register is the roll.
    pub estate: Title,
    pub title: Title,
    /// What is decided, in full.
    pub text: Prose,
    pub item: Item,
    pub notice: NoticeDays,
    /// None where the decision was announced before the service offered owners' proxies.
    pub proxies_each: Option<ProxiesEach>,
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
    /// No ballots are taken at the moment; the announced end stays.
    Paused(Opening, Step),
    Certified(Opening, Certification),
    /// Ended without a result. The opening is missing if it was voided before it opened.
    Voided(Option<Opening>, Step),
}

/// Opening freezes the register, which is the roll from then on: its hash and its totals.
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Announced,
    Open,
    Paused,
    Closed,
    Certified,
    Voided,
    /// The end passed before anybody opened the decision.
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
    /// Checks the dates of an announcement; after it nothing of the decision changes any more.
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

    /// The notice is counted in whole days of 24 hours, so that it is never shorter than it says.
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
            State::Paused(..) => {
                if is_over {
                    Stage::Closed
                } else {
                    Stage::Paused
                }
            }
            State::Certified(..) => Stage::Certified,
            State::Voided(..) => Stage::Voided,
        }
    }

    pub fn opening(&self) -> Option<&Opening> {
        match &self.state {
            State::Announced => None,
            State::Open(opening) | State::Paused(opening, _) | State::Certified(opening, _) => Some(opening),
            State::Voided(opening, _) => opening.as_ref(),
        }
    }

    /// Opens the decision and freezes the register.
    pub fn open(self, by: AccountId, id: OwnerRegisterId, register: &Register, now: Time) -> Result<Self, OpenRefusal> {
        if let Some(refusal) = self.blockers(now).into_iter().next() {
            return Err(refusal);
        }
        let opening = Opening { by, at: now, register: id, hash: register.hash(), total: register.total() };
        Ok(Self { state: State::Open(opening), ..self })
    }

    /// Every gate that is shut, except the one about the register.
    pub fn blockers(&self, now: Time) -> Vec<OpenRefusal> {
        match self.state {
            State::Announced => {}
            State::Open(_) | State::Paused(..) | State::Certified(..) => return vec![OpenRefusal::AlreadyOpened],
            State::Voided(..) => return vec![OpenRefusal::Voided],
        }
        let (until, closes_at) = (self.notice_until(), self.closes_at);
        let notice = (now < until).then_some(OpenRefusal::NoticeStillRunning { until });
        let end = (now >= closes_at).then_some(OpenRefusal::ClosingTimePassed { closes_at });
        notice.into_iter().chain(end).collect()
    }

    /// The opening whose register says who may vote, while ballots are taken.
    pub fn takes_ballots(&self, now: Time) -> Result<&Opening, CastRefusal> {
        match &self.state {
            State::Announced => Err(CastRefusal::NotOpened),
            State::Open(opening) if now < self.closes_at => Ok(opening),
            State::Paused(..) if now < self.closes_at => Err(CastRefusal::Paused),
            State::Open(_) | State::Paused(..) | State::Certified(..) => {
                Err(CastRefusal::Closed { closed_at: self.closes_at })
            }
            State::Voided(..) => Err(CastRefusal::Voided),
        }
    }

    /// From the opening to the end, pauses included: in this time proxies may be given and revoked.
    pub fn is_running(&self, now: Time) -> Result<&Opening, CastRefusal> {
        match &self.state {
            State::Announced => Err(CastRefusal::NotOpened),
            State::Open(opening) | State::Paused(opening, _) if now < self.closes_at => Ok(opening),
            State::Open(_) | State::Paused(..) | State::Certified(..) => {
                Err(CastRefusal::Closed { closed_at: self.closes_at })
            }
            State::Voided(..) => Err(CastRefusal::Voided),
        }
    }

    /// Whether the result may be counted and shown.
    pub fn may_be_counted(&self, now: Time) -> Result<&Opening, ResultRefusal> {
        match &self.state {
            State::Announced => Err(ResultRefusal::NotOpened),
            State::Open(_) | State::Paused(..) if now < self.closes_at => Err(ResultRefusal::Sealed),
            State::Open(opening) | State::Paused(opening, _) | State::Certified(opening, _) => Ok(opening),
            State::Voided(..) => Err(ResultRefusal::Voided),
        }
    }

    /// The person who certifies may not have announced, opened or paused the decision, nor had a hand in anybody's
    /// proxy, and no objection may stand against the result.
    pub fn certify(
        self,
        by: AccountId,
        stepped_in: &[AccountId],
        handled: &[AccountId],
        objections: Objections,
        now: Time,
    ) -> Result<Self, CertifyRefusal> {
        let opening = match self.state {
            State::Announced => return Err(CertifyRefusal::NotOpened),
            State::Open(_) | State::Paused(..) if now < self.closes_at => return Err(CertifyRefusal::StillOpen),
            State::Open(opening) | State::Paused(opening, _) => opening,
            State::Certified(..) => return Err(CertifyRefusal::AlreadyCertified),
            State::Voided(..) => return Err(CertifyRefusal::Voided),
        };
        if by == opening.by || by == self.announced_by || stepped_in.contains(&by) {
            return Err(CertifyRefusal::RanTheVote);
        }
        if handled.contains(&by) {
            return Err(CertifyRefusal::HandledBallots);
        }
        objections.bar()?;
        Ok(Self { state: State::Certified(opening, Certification { by, at: now }), ..self })
    }

    /// Whether the result may be objected to.
    pub fn takes_objections(&self, now: Time) -> Result<(), ObjectRefusal> {
        match &self.state {
            State::Announced => Err(ObjectRefusal::NotOpened),
            State::Open(_) | State::Paused(..) if now < self.closes_at => Err(ObjectRefusal::StillOpen),
            State::Open(_) | State::Paused(..) => Ok(()),
            State::Certified(..) => Err(ObjectRefusal::Certified),
            State::Voided(..) => Err(ObjectRefusal::Voided),
        }
    }

    /// No ballots are taken until the decision is resumed. Ballots that were cast stay valid, and the announced end
    /// stays.
    pub fn pause(self, step: Step) -> Result<Self, StepRefusal> {
        let end = self.closes_at;
        match self.state {
            State::Open(opening) if step.at < end => Ok(Self { state: State::Paused(opening, step), ..self }),
            State::Paused(..) if step.at < end => Err(StepRefusal::AlreadyPaused),
            state @ (State::Announced
            | State::Open(_)
            | State::Paused(..)
            | State::Certified(..)
            | State::Voided(..)) => Err(why_not_running(&state, end)),
        }
    }

    pub fn resume(self, now: Time) -> Result<Self, StepRefusal> {
        let end = self.closes_at;
        match self.state {
            State::Paused(opening, _) if now < end => Ok(Self { state: State::Open(opening), ..self }),
            State::Open(_) if now < end => Err(StepRefusal::NotPaused),
            state @ (State::Announced
            | State::Open(_)
            | State::Paused(..)
            | State::Certified(..)
            | State::Voided(..)) => Err(why_not_running(&state, end)),
        }
    }

    pub fn void(self, void: Step) -> Result<Self, VoidRefusal> {
        let opening = match self.state {
            State::Announced => None,
            State::Open(opening) | State::Paused(opening, _) => Some(opening),
            State::Certified(..) => return Err(VoidRefusal::Certified),
            State::Voided(..) => return Err(VoidRefusal::Voided),
        };
        Ok(Self { state: State::Voided(opening, void), ..self })
    }
}

fn why_not_running(state: &State, closed_at: Time) -> StepRefusal {
    match state {
        State::Announced => StepRefusal::NotOpened,
        State::Open(_) | State::Paused(..) | State::Certified(..) => StepRefusal::Closed { closed_at },
        State::Voided(..) => StepRefusal::Voided,
    }
}

#[cfg(test)]
pub(in crate::owner) mod tests;
