//! Ratings (评议): the verified residents of a unit judge a finished project, its design and the built effect apart.

mod summary;

pub use summary::{Distribution, LEAST_SHOWN, Shown, Summary};

use crate::Time;
use crate::ids::{AccountId, MeetingId, ProjectId, RatingId, UnitId};
use crate::meeting::{FURTHEST_AHEAD, Meeting, MeetingKind, ProjectStage};
use crate::text::Sentence;

/// One round of rating on a project. There is at most one open round at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    pub id: RatingId,
    pub project: ProjectId,
    pub unit: UnitId,
    /// The review meeting (评议会) that led to it.
    pub review: MeetingId,
    pub opened_at: Time,
    /// As announced; a round can be closed sooner, never later.
    pub closes_at: Time,
    pub state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    Closed { closed_at: Time },
}

/// One resident's answer; giving it again while the round is open replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub rating: RatingId,
    /// Never public.
    pub resident: AccountId,
    pub marks: Marks,
    pub comment: Option<Sentence>,
    pub answered_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// How good the design is.
    pub design: Score,
    /// How well it turned out.
    pub built: Score,
}

/// 1 (bad) to 5 (very good).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(u8);

/// What the rule for opening a round must know.
#[derive(Clone, Debug)]
pub struct Opening<'a> {
    pub id: RatingId,
    pub project: ProjectId,
    pub unit: UnitId,
    pub stage: ProjectStage,
    pub meetings_of_project: &'a [Meeting],
    pub earlier_rounds: &'a [Rating],
    pub closes_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenRefusal {
    #[error("only a completed project is rated")]
    ProjectNotCompleted,
    #[error("a project is rated after its review meeting has been opened")]
    NoReviewMeeting,
    #[error("a rating of this project is open already")]
    AlreadyOpen,
    #[error("a rating closes in the future")]
    ClosesInThePast,
    #[error("a rating stays open at most a year")]
    ClosesTooFarAhead,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefusal {
    #[error("the rating is closed")]
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseRefusal {
    #[error("the rating is closed already")]
    Closed,
}

impl Score {
    pub const MIN: u8 = 1;
    pub const MAX: u8 = 5;

    pub fn new(score: u8) -> Option<Self> {
        (Self::MIN..=Self::MAX).contains(&score).then_some(Self(score))
    }

    pub fn get(self) -> u8 {
        self.0
    }
}

impl Rating {
    pub fn open(opening: Opening<'_>, now: Time) -> Result<Self, OpenRefusal> {
        let Opening { id, project, unit, stage, meetings_of_project, earlier_rounds, closes_at } = opening;
        match stage {
            ProjectStage::Completed => {}
            ProjectStage::InPublicity | ProjectStage::Elsewhere => return Err(OpenRefusal::ProjectNotCompleted),
        }
        let review = meetings_of_project
            .iter()
            .filter(|meeting| meeting.kind == MeetingKind::Review && meeting.has_been_opened())
            .max_by_key(|meeting| meeting.starts_at)
            .map(|meeting| meeting.id)
            .ok_or(OpenRefusal::NoReviewMeeting)?;
        if earlier_rounds.iter().any(|round| round.as_of(now) == State::Open) {
            return Err(OpenRefusal::AlreadyOpen);
        }
        if closes_at <= now {
            return Err(OpenRefusal::ClosesInThePast);
        }
        if closes_at > now + FURTHEST_AHEAD {
            return Err(OpenRefusal::ClosesTooFarAhead);
        }
        Ok(Self { id, project, unit, review, opened_at: now, closes_at, state: State::Open })
    }

    /// The state at `now`: a round past its end is closed whether or not anybody closed it.
    pub fn as_of(&self, now: Time) -> State {
        match self.state {
            State::Open if now >= self.closes_at => State::Closed { closed_at: self.closes_at },
            State::Open | State::Closed { .. } => self.state,
        }
    }

    pub fn answer(
        &self,
        resident: AccountId,
        marks: Marks,
        comment: Option<Sentence>,
        now: Time,
    ) -> Result<Answer, AnswerRefusal> {
        match self.as_of(now) {
            State::Open => Ok(Answer { rating: self.id, resident, marks, comment, answered_at: now }),
            State::Closed { .. } => Err(AnswerRefusal::Closed),
        }
    }

    pub fn close(self, now: Time) -> Result<Self, CloseRefusal> {
        match self.as_of(now) {
            State::Open => Ok(Self { state: State::Closed { closed_at: now }, ..self }),
            State::Closed { .. } => Err(CloseRefusal::Closed),
        }
    }
}

impl State {
    /// The words by which states are stored, sent and filtered.
    pub const WORDS: &[&str] = &["open", "closed"];

    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed { .. } => "closed",
        }
    }
}

#[cfg(test)]
mod tests;
