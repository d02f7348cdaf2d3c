//! What may happen to a vote while it runs: it is paused, goes on, gets more time, or is voided; each for a reason that
//! is shown.

use chrono::TimeDelta;

use super::{Opening, Vote, VoteState};
use crate::Time;
use crate::ids::AccountId;
use crate::text::Sentence;

/// No vote may be drawn out beyond this from its drafting.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// One step in the running of a vote: who took it, when, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub by: AccountId,
    pub at: Time,
    pub reason: Sentence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    Paused,
    Resumed,
    Extended,
    ClosedEarly,
    Voided,
    /// Nothing of the vote changed; somebody wrote down what happened.
    Incident,
}

impl StepKind {
    pub const ALL: &[Self] =
        &[Self::Paused, Self::Resumed, Self::Extended, Self::ClosedEarly, Self::Voided, Self::Incident];

    pub fn word(self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Extended => "extended",
            Self::ClosedEarly => "closed_early",
            Self::Voided => "voided",
            Self::Incident => "incident",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    /// Incidents may name people, so they are for those who run the vote.
    pub fn is_public(self) -> bool {
        match self {
            Self::Paused | Self::Resumed | Self::Extended | Self::ClosedEarly | Self::Voided => true,
            Self::Incident => false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepRefusal {
    #[error("the vote has not been opened")]
    NotOpened,
    #[error("the vote is paused already")]
    AlreadyPaused,
    #[error("the vote is not paused")]
    NotPaused,
    #[error("the vote closed at {closed_at}")]
    Closed { closed_at: Time },
    #[error("the vote was voided")]
    Voided,
    #[error("the result is certified; it can only be contested in the ways the law gives")]
    Certified,
    #[error("the new end must be later than {closes_at}")]
    NotLater { closes_at: Time },
    #[error("a vote ends within {} days of its drafting", LONGEST.num_days())]
    TooLate,
}

impl Vote {
    /// Pauses the vote: no ballots are taken until it is resumed. Ballots cast before stay in the urn, and the
    /// announced end stays.
    pub fn pause(self, step: Step) -> Result<Self, StepRefusal> {
        let vote = self.as_of(step.at);
        match vote.state {
            VoteState::Open(opening) => Ok(Self { state: VoteState::Paused(opening, step), ..vote }),
            VoteState::Paused(..) => Err(StepRefusal::AlreadyPaused),
            VoteState::Drafted | VoteState::Closed(..) | VoteState::Certified(..) | VoteState::Voided(..) => {
                Err(vote.state.why_not_running())
            }
        }
    }

    pub fn resume(self, now: Time) -> Result<Self, StepRefusal> {
        let vote = self.as_of(now);
        match vote.state {
            VoteState::Paused(opening, _) => Ok(Self { state: VoteState::Open(opening), ..vote }),
            VoteState::Open(_) => Err(StepRefusal::NotPaused),
            VoteState::Drafted | VoteState::Closed(..) | VoteState::Certified(..) | VoteState::Voided(..) => {
                Err(vote.state.why_not_running())
            }
        }
    }

    /// Gives more time, never less. A vote that is over stays over.
    pub fn extend(self, closes_at: Time, now: Time) -> Result<Self, StepRefusal> {
        let vote = self.as_of(now);
        match &vote.state {
            VoteState::Open(_) | VoteState::Paused(..) => {}
            VoteState::Drafted | VoteState::Closed(..) | VoteState::Certified(..) | VoteState::Voided(..) => {
                return Err(vote.state.why_not_running());
            }
        }
        if closes_at <= vote.closes_at {
            return Err(StepRefusal::NotLater { closes_at: vote.closes_at });
        }
        if closes_at > vote.drafted_at + LONGEST {
            return Err(StepRefusal::TooLate);
        }
        Ok(Self { closes_at, ..vote })
    }

    /// Ends the vote without a result, so that another may follow. Its ballots are never counted.
    pub fn void(self, step: Step) -> Result<Self, StepRefusal> {
        let vote = self.as_of(step.at);
        let opening: Option<Opening> = match vote.state {
            VoteState::Drafted => None,
            VoteState::Open(opening) | VoteState::Paused(opening, _) | VoteState::Closed(opening, _) => Some(opening),
            VoteState::Certified(..) => return Err(StepRefusal::Certified),
            VoteState::Voided(..) => return Err(StepRefusal::Voided),
        };
        Ok(Self { state: VoteState::Voided(opening, step), ..vote })
    }
}

impl VoteState {
    fn why_not_running(&self) -> StepRefusal {
        match self {
            Self::Drafted => StepRefusal::NotOpened,
            Self::Open(_) => StepRefusal::NotPaused,
            Self::Paused(..) => StepRefusal::AlreadyPaused,
            Self::Closed(_, closure) | Self::Certified(_, closure, _) => {
                StepRefusal::Closed { closed_at: closure.at() }
            }
            Self::Voided(..) => StepRefusal::Voided,
        }
    }
}
