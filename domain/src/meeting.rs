//! The three meetings (三会): hearing 听证会, coordination 协调会, review 评议会. Many rounds of one kind are normal.
//!
//! The ordinances demand notice, an agenda, and publication of what was said and decided. They fix no number of days,
//! so a street sets the notice days; they are working days of the calendar.

mod flow;
mod refusal;
mod status;

pub use refusal::*;
pub use status::{MinutesStatus, Status};

use chrono::TimeDelta;

use crate::Time;
use crate::ids::{MeetingId, ProjectId, UnitId};
use crate::text::{Prose, Sentence, Text, Title};

/// Where people meet, as one would write it on a notice: 2–200 characters.
pub type Place = Text<2, 200>;

/// A meeting may be opened this long before the time on the notice, so that people can be checked in.
pub const DOORS_OPEN_BEFORE: TimeDelta = TimeDelta::minutes(30);
/// A meeting starts, and a rating closes, at most this far ahead.
pub const FURTHEST_AHEAD: TimeDelta = TimeDelta::days(366);
/// Minutes record at most this many decisions.
pub const MOST_DECISIONS: usize = 50;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MeetingKind {
    /// What is needed, and whether something should be done.
    Hearing,
    /// How it should be done: the designs, while they are in publicity.
    Coordination,
    /// Whether it was done well: the finished project.
    Review,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    pub id: MeetingId,
    pub kind: MeetingKind,
    pub unit: UnitId,
    pub project: Option<ProjectId>,
    /// Counted from 1 by the people who plan meetings.
    pub round: u16,
    pub title: Title,
    pub agenda: Prose,
    pub place: Place,
    pub starts_at: Time,
    pub state: State,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Planned,
    Announced { announced_at: Time },
    Open { announced_at: Time, opened_at: Time },
    Closed { announced_at: Time, opened_at: Time, closed_at: Time, minutes: Minutes },
    Cancelled { announced_at: Option<Time>, cancelled_at: Time, reason: Sentence },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Minutes {
    Unwritten,
    Draft(Record),
    Published { record: Record, published_at: Time },
}

/// What was said, and what was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub text: Prose,
    pub decisions: Vec<Sentence>,
}

/// A meeting as it is planned, before the rules have looked at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub id: MeetingId,
    pub kind: MeetingKind,
    pub unit: UnitId,
    pub project: Option<(ProjectId, ProjectStage)>,
    pub round: u16,
    pub title: Title,
    pub agenda: Prose,
    pub place: Place,
    pub starts_at: Time,
}

/// A project's stage, reduced to what meetings and ratings ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectStage {
    InPublicity,
    Completed,
    /// Before publicity, between it and completion, or dropped.
    Elsewhere,
}

impl Meeting {
    pub fn plan(plan: Plan, now: Time) -> Result<Self, PlanRefusal> {
        let stage = plan.project.map(|(_, stage)| stage);
        match (plan.kind, stage) {
            (MeetingKind::Hearing, _)
            | (MeetingKind::Coordination, Some(ProjectStage::InPublicity))
            | (MeetingKind::Review, Some(ProjectStage::Completed)) => {}
            (MeetingKind::Coordination | MeetingKind::Review, None) => return Err(PlanRefusal::ProjectMissing),
            (MeetingKind::Coordination, Some(ProjectStage::Completed | ProjectStage::Elsewhere)) => {
                return Err(PlanRefusal::ProjectNotInPublicity);
            }
            (MeetingKind::Review, Some(ProjectStage::InPublicity | ProjectStage::Elsewhere)) => {
                return Err(PlanRefusal::ProjectNotCompleted);
            }
        }
        if plan.starts_at <= now {
            return Err(PlanRefusal::StartsInThePast);
        }
        if plan.starts_at > now + FURTHEST_AHEAD {
            return Err(PlanRefusal::StartsTooFarAhead);
        }
        let Plan { id, kind, unit, project, round, title, agenda, place, starts_at } = plan;
        let project = project.map(|(id, _)| id);
        Ok(Self { id, kind, unit, project, round, title, agenda, place, starts_at, state: State::Planned })
    }

    /// Whether the public may know of it: from the announcement on.
    pub fn is_public(&self) -> bool {
        match self.state {
            State::Announced { .. } | State::Open { .. } | State::Closed { .. } => true,
            State::Planned => false,
            State::Cancelled { announced_at, .. } => announced_at.is_some(),
        }
    }

    /// Whether people have met, or are meeting now. Later steps of a project depend on it.
    pub fn has_been_opened(&self) -> bool {
        match self.state {
            State::Open { .. } | State::Closed { .. } => true,
            State::Planned | State::Announced { .. } | State::Cancelled { .. } => false,
        }
    }

    /// A hearing collects the needs of its unit from its announcement until it closes.
    pub fn collects_needs_of(&self, unit: UnitId) -> bool {
        let collecting = match self.state {
            State::Announced { .. } | State::Open { .. } => true,
            State::Planned | State::Closed { .. } | State::Cancelled { .. } => false,
        };
        collecting && self.kind == MeetingKind::Hearing && self.unit == unit
    }

    pub fn minutes(&self) -> Option<&Minutes> {
        match &self.state {
            State::Closed { minutes, .. } => Some(minutes),
            State::Planned | State::Announced { .. } | State::Open { .. } | State::Cancelled { .. } => None,
        }
    }

    pub fn minutes_are_published(&self) -> bool {
        matches!(self.minutes(), Some(Minutes::Published { .. }))
    }
}

#[cfg(test)]
mod tests;
