//! Projects: the items of the blueprint, and the spine of the flow 一图三会.
//!
//! A project is proposed because of what residents said, gets designs and reviews, is open to objection, is approved,
//! built and completed. Each step has gates, and a refusal names the gate that is shut. What a gate needs to know of
//! other things (a hearing's minutes, a vote's outcome) is passed in as a plain fact.

mod plan;
mod refusal;
mod source;
mod stage;

pub use plan::{Percent, Plan, PlanRefusal, ProjectKind, ProjectLevel, Schedule, Year};
pub use refusal::{
    ApproveRefusal, CompleteRefusal, DropRefusal, LinkSourceRefusal, OpenPublicityRefusal, ProgressRefusal,
    ProposeRefusal, StartRefusal, UnlinkSourceRefusal, UpdatePlanRefusal,
};
pub use source::{Origin, Source};
pub use stage::{Approval, Completion, Dropped, Ground, Publicity, Stage, StageName, Works};

use crate::Time;
use crate::design::Design;
use crate::ids::{AccountId, DesignId, MeetingId, ProjectId, UnitId, VoteId};
use crate::money::Fen;
use crate::text::Sentence;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    pub id: ProjectId,
    pub unit: UnitId,
    /// The hearing it came out of, if it came out of one.
    pub hearing: Option<MeetingId>,
    pub plan: Plan,
    pub sources: Vec<Source>,
    pub stage: Stage,
    pub proposed_by: AccountId,
    pub proposed_at: Time,
}

/// What proposing needs to know of the hearing it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HearingFact {
    pub id: MeetingId,
    /// False for the other two kinds of meeting.
    pub is_hearing: bool,
    pub unit: UnitId,
    pub minutes_published: bool,
}

/// What approving needs to know of a vote of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoteFact {
    pub id: VoteId,
    pub state: VoteState,
    /// What a certified budget vote funded, its winner first; empty for every other vote.
    pub funded: Vec<DesignId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoteState {
    Drafted,
    /// Open, or closed and not yet certified.
    Running,
    Certified {
        /// None when the vote ended without one.
        winner: Option<DesignId>,
    },
}

impl Project {
    pub const MOST_SOURCES: usize = 500;

    pub fn propose(
        id: ProjectId,
        unit: UnitId,
        plan: Plan,
        hearing: Option<HearingFact>,
        by: AccountId,
        now: Time,
    ) -> Result<Self, ProposeRefusal> {
        if let Some(hearing) = hearing {
            if !hearing.is_hearing || hearing.unit != unit {
                return Err(ProposeRefusal::NotAHearingOfTheUnit);
            }
            if !hearing.minutes_published {
                return Err(ProposeRefusal::HearingMinutesNotPublished);
            }
        }
        Ok(Self {
            id,
            unit,
            hearing: hearing.map(|hearing| hearing.id),
            plan,
            sources: Vec::new(),
            stage: Stage::Proposed,
            proposed_by: by,
            proposed_at: now,
        })
    }

    pub fn update(self, plan: Plan) -> Result<Self, UpdatePlanRefusal> {
        match self.stage {
            Stage::Proposed => Ok(Self { plan, ..self }),
            Stage::InPublicity(_)
            | Stage::Approved(_)
            | Stage::Building(_)
            | Stage::Completed(_)
            | Stage::Dropped(_) => Err(UpdatePlanRefusal::PlanIsFixed),
        }
    }

    pub fn link_source(mut self, source: Source) -> Result<Self, LinkSourceRefusal> {
        if !self.sources_are_open() {
            return Err(LinkSourceRefusal::SourcesAreFixed);
        }
        if self.sources.iter().any(|linked| linked.origin == source.origin) {
            return Err(LinkSourceRefusal::AlreadyLinked);
        }
        if self.sources.len() >= Self::MOST_SOURCES {
            return Err(LinkSourceRefusal::TooManySources);
        }
        self.sources.push(source);
        Ok(self)
    }

    pub fn unlink_source(mut self, origin: Origin, designs: &[Design]) -> Result<Self, UnlinkSourceRefusal> {
        if !self.sources_are_open() {
            return Err(UnlinkSourceRefusal::SourcesAreFixed);
        }
        let before = self.sources.len();
        self.sources.retain(|source| source.origin != origin);
        if self.sources.len() == before {
            return Err(UnlinkSourceRefusal::NotLinked);
        }
        if self.sources.is_empty() && designs.iter().any(Design::stands) {
            return Err(UnlinkSourceRefusal::LastSource);
        }
        Ok(self)
    }

    /// `days` is a setting of the street (7 unless it says otherwise); the ordinances fix no number.
    pub fn open_publicity(self, designs: &[Design], days: u32, now: Time) -> Result<Self, OpenPublicityRefusal> {
        match self.stage {
            Stage::Proposed => {}
            Stage::InPublicity(_) | Stage::Approved(_) | Stage::Building(_) | Stage::Completed(_) => {
                return Err(OpenPublicityRefusal::AlreadyOpened);
            }
            Stage::Dropped(_) => return Err(OpenPublicityRefusal::ProjectDropped),
        }
        if !designs.iter().any(Design::stands) {
            return Err(OpenPublicityRefusal::NoDesignSubmitted);
        }
        if designs.iter().any(|design| design.stands() && !design.is_reviewed()) {
            return Err(OpenPublicityRefusal::DesignNotReviewed);
        }
        let until = now.checked_add_signed(chrono::TimeDelta::days(i64::from(days))).unwrap_or(Time::MAX_UTC);
        Ok(Self { stage: Stage::InPublicity(Publicity { from: now, until }), ..self })
    }

    /// `designs` and `votes` are all those of this project.
    pub fn approve_design(
        self,
        design: DesignId,
        ground: Ground,
        designs: &[Design],
        votes: &[VoteFact],
        now: Time,
    ) -> Result<Self, ApproveRefusal> {
        let publicity = match self.stage {
            Stage::Proposed => return Err(ApproveRefusal::NotInPublicity),
            Stage::InPublicity(publicity) => publicity,
            Stage::Approved(_) | Stage::Building(_) | Stage::Completed(_) => {
                return Err(ApproveRefusal::AlreadyApproved);
            }
            Stage::Dropped(_) => return Err(ApproveRefusal::ProjectDropped),
        };
        if !publicity.is_over(now) {
            return Err(ApproveRefusal::PublicityStillRunning);
        }
        let stands = |wanted| designs.iter().any(|design| design.id == wanted && design.stands());
        if !stands(design) {
            return Err(ApproveRefusal::DesignNotStanding);
        }
        let also = match &ground {
            Ground::Vote(vote) => {
                won_by(design, *vote, votes)?.funded.iter().copied().filter(|o| *o != design).collect()
            }
            Ground::Reason(_) => {
                not_decided_otherwise(design, votes, stands)?;
                Vec::new()
            }
        };
        let also: Vec<DesignId> = also.into_iter().filter(|other| stands(*other)).collect();
        Ok(Self { stage: Stage::Approved(Approval { publicity, design, also, ground, approved_at: now }), ..self })
    }

    pub fn start_building(self, now: Time) -> Result<Self, StartRefusal> {
        match self.stage {
            Stage::Proposed | Stage::InPublicity(_) => Err(StartRefusal::DesignNotApproved),
            Stage::Approved(approval) => {
                let works = Works { approval, started_at: now, done: Percent::NONE, spent: Fen::ZERO };
                Ok(Self { stage: Stage::Building(works), ..self })
            }
            Stage::Building(_) | Stage::Completed(_) => Err(StartRefusal::AlreadyStarted),
            Stage::Dropped(_) => Err(StartRefusal::ProjectDropped),
        }
    }

    /// The amount spent so far may be corrected downwards, the share of the works that is done may not.
    pub fn report_progress(self, done: Percent, spent: Fen) -> Result<Self, ProgressRefusal> {
        match self.stage {
            Stage::Building(works) if done < works.done => Err(ProgressRefusal::ProgressFalls),
            Stage::Building(works) => Ok(Self { stage: Stage::Building(Works { done, spent, ..works }), ..self }),
            Stage::Proposed | Stage::InPublicity(_) | Stage::Approved(_) | Stage::Completed(_) | Stage::Dropped(_) => {
                Err(ProgressRefusal::NotBuilding)
            }
        }
    }

    /// `spent` is the final sum, where it differs from the last report.
    pub fn complete(self, spent: Option<Fen>, now: Time) -> Result<Self, CompleteRefusal> {
        match self.stage {
            Stage::Building(works) => {
                let works = Works { done: Percent::ALL, spent: spent.unwrap_or(works.spent), ..works };
                Ok(Self { stage: Stage::Completed(Completion { works, completed_at: now }), ..self })
            }
            Stage::Proposed | Stage::InPublicity(_) | Stage::Approved(_) | Stage::Completed(_) | Stage::Dropped(_) => {
                Err(CompleteRefusal::NotBuilding)
            }
        }
    }

    /// Refused while people vote on the project, because they would decide about nothing.
    pub fn drop(self, reason: Sentence, votes: &[VoteFact], now: Time) -> Result<Self, DropRefusal> {
        if votes.iter().any(|vote| vote.state == VoteState::Running) {
            return Err(DropRefusal::VoteNotFinished);
        }
        match self.stage {
            Stage::Completed(_) => Err(DropRefusal::ProjectCompleted),
            Stage::Dropped(_) => Err(DropRefusal::AlreadyDropped),
            was @ (Stage::Proposed | Stage::InPublicity(_) | Stage::Approved(_) | Stage::Building(_)) => {
                let dropped = Dropped { reason, dropped_at: now, was: Box::new(was) };
                Ok(Self { stage: Stage::Dropped(dropped), ..self })
            }
        }
    }

    fn sources_are_open(&self) -> bool {
        match self.stage {
            Stage::Proposed | Stage::InPublicity(_) => true,
            Stage::Approved(_) | Stage::Building(_) | Stage::Completed(_) | Stage::Dropped(_) => false,
        }
    }
}

fn won_by(design: DesignId, vote: VoteId, votes: &[VoteFact]) -> Result<&VoteFact, ApproveRefusal> {
    let named = votes.iter().find(|fact| fact.id == vote).ok_or(ApproveRefusal::NotAVoteOfTheProject)?;
    match named.state {
        VoteState::Drafted | VoteState::Running => return Err(ApproveRefusal::VoteNotCertified),
        VoteState::Certified { winner } if winner != Some(design) => return Err(ApproveRefusal::NotTheWinner),
        VoteState::Certified { .. } => {}
    }
    if votes.iter().any(|fact| fact.state == VoteState::Running) {
        return Err(ApproveRefusal::VoteNotFinished);
    }
    Ok(named)
}

/// A published reason can't overrule a vote: it is allowed only if no vote is running, and no vote chose another design
/// that is not withdrawn. A mere draft is no obstacle, because it can't be opened once a design is approved.
fn not_decided_otherwise(
    design: DesignId,
    votes: &[VoteFact],
    stands: impl Fn(DesignId) -> bool,
) -> Result<(), ApproveRefusal> {
    for vote in votes {
        match vote.state {
            VoteState::Running => return Err(ApproveRefusal::VoteNotFinished),
            VoteState::Certified { winner: Some(winner) } if winner != design && stands(winner) => {
                return Err(ApproveRefusal::NotTheWinner);
            }
            VoteState::Drafted | VoteState::Certified { .. } => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
