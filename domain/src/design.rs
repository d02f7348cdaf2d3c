//! Designs (设计方案) of a project and what planners say of them.
//!
//! Source of the review: action 6 of the 2023 action plan (社区规划师 … 参与建设项目的方案审查).

use crate::Time;
use crate::appointment::Role;
use crate::ids::{AccountId, DesignId, ProjectId};
use crate::project::{Project, Stage};
use crate::text::{Prose, Sentence, Title};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    pub id: DesignId,
    pub project: ProjectId,
    pub title: Title,
    pub summary: Prose,
    pub author: AccountId,
    /// The role in which it was submitted, which is all that is shown of the author.
    pub author_role: Role,
    pub submitted_at: Time,
    pub state: DesignState,
    pub reviews: Vec<Review>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DesignState {
    Standing,
    Withdrawn { reason: Sentence, withdrawn_at: Time },
}

/// One planner's word on a design; the planner may change it until the design is approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    pub planner: AccountId,
    pub opinion: Prose,
    pub verdict: Verdict,
    /// The planner declares an interest of their own: the review is shown and does not count.
    pub conflict: bool,
    pub reviewed_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Recommend,
    Acceptable,
    NotRecommended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitDesignRefusal {
    #[error("designs are fixed once the publicity opens")]
    DesignsAreFixed,
    #[error("no source is linked to the project")]
    NoSourceLinked,
    #[error("a project has at most {} standing designs", Design::MOST)]
    TooManyDesigns,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WithdrawDesignRefusal {
    #[error("designs can't be withdrawn once one is approved or the project is dropped")]
    DesignsAreFixed,
    #[error("the design was withdrawn already")]
    AlreadyWithdrawn,
    #[error("a vote on the designs is under way")]
    VoteNotFinished,
    #[error("the last design standing can't be withdrawn from publicity; drop the project instead")]
    LastDesignStanding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReviewDesignRefusal {
    #[error("reviews are fixed once a design is approved or the project is dropped")]
    ReviewsAreFixed,
    #[error("the design was withdrawn")]
    DesignWithdrawn,
    #[error("the planner is not engaged by the district of the project")]
    PlannerNotEngaged,
    #[error("who submitted a design has an interest in it and must declare it")]
    ConflictNotDeclared,
}

impl Verdict {
    pub const ALL: &[Self] = &[Self::Recommend, Self::Acceptable, Self::NotRecommended];

    pub fn word(self) -> &'static str {
        match self {
            Self::Recommend => "recommend",
            Self::Acceptable => "acceptable",
            Self::NotRecommended => "not_recommended",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verdict| verdict.word() == word)
    }
}

/// What somebody submits as a design of a project, and in which role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    pub title: Title,
    pub summary: Prose,
    pub author: AccountId,
    pub author_role: Role,
}

impl Design {
    /// The most designs of one project that are not withdrawn, so that a ballot stays readable.
    pub const MOST: usize = 20;

    /// `standing` is the number of the project's other designs that are not withdrawn.
    pub fn submit(
        id: DesignId,
        project: &Project,
        standing: usize,
        submission: Submission,
        now: Time,
    ) -> Result<Self, SubmitDesignRefusal> {
        match project.stage {
            Stage::Proposed => {}
            Stage::InPublicity(_)
            | Stage::Approved(_)
            | Stage::Building(_)
            | Stage::Completed(_)
            | Stage::Dropped(_) => return Err(SubmitDesignRefusal::DesignsAreFixed),
        }
        if project.sources.is_empty() {
            return Err(SubmitDesignRefusal::NoSourceLinked);
        }
        if standing >= Self::MOST {
            return Err(SubmitDesignRefusal::TooManyDesigns);
        }
        let Submission { title, summary, author, author_role } = submission;
        Ok(Self {
            id,
            project: project.id,
            title,
            summary,
            author,
            author_role,
            submitted_at: now,
            state: DesignState::Standing,
            reviews: Vec::new(),
        })
    }

    /// `others_standing` is the number of the project's other designs that are not withdrawn; `vote_running` says that
    /// a vote of the project is open, or closed and not certified.
    pub fn withdraw(
        self,
        project: &Project,
        others_standing: usize,
        vote_running: bool,
        reason: Sentence,
        now: Time,
    ) -> Result<Self, WithdrawDesignRefusal> {
        if !self.stands() {
            return Err(WithdrawDesignRefusal::AlreadyWithdrawn);
        }
        match project.stage {
            Stage::Proposed => {}
            Stage::InPublicity(_) if vote_running => return Err(WithdrawDesignRefusal::VoteNotFinished),
            Stage::InPublicity(_) if others_standing == 0 => return Err(WithdrawDesignRefusal::LastDesignStanding),
            Stage::InPublicity(_) => {}
            Stage::Approved(_) | Stage::Building(_) | Stage::Completed(_) | Stage::Dropped(_) => {
                return Err(WithdrawDesignRefusal::DesignsAreFixed);
            }
        }
        Ok(Self { state: DesignState::Withdrawn { reason, withdrawn_at: now }, ..self })
    }

    /// Adds a planner's review, or replaces the one they gave before. `engaged` says whether the project's district
    /// engages the planner now.
    pub fn review(mut self, project: &Project, engaged: bool, review: Review) -> Result<Self, ReviewDesignRefusal> {
        if !engaged {
            return Err(ReviewDesignRefusal::PlannerNotEngaged);
        }
        match project.stage {
            Stage::Proposed | Stage::InPublicity(_) => {}
            Stage::Approved(_) | Stage::Building(_) | Stage::Completed(_) | Stage::Dropped(_) => {
                return Err(ReviewDesignRefusal::ReviewsAreFixed);
            }
        }
        if !self.stands() {
            return Err(ReviewDesignRefusal::DesignWithdrawn);
        }
        if review.planner == self.author && !review.conflict {
            return Err(ReviewDesignRefusal::ConflictNotDeclared);
        }
        self.reviews.retain(|given| given.planner != review.planner);
        self.reviews.push(review);
        Ok(self)
    }

    pub fn stands(&self) -> bool {
        match self.state {
            DesignState::Standing => true,
            DesignState::Withdrawn { .. } => false,
        }
    }

    /// At least one review that counts.
    pub fn is_reviewed(&self) -> bool {
        self.reviews.iter().any(|review| !review.conflict)
    }

    pub fn status_word(&self) -> &'static str {
        match self.state {
            DesignState::Standing => "standing",
            DesignState::Withdrawn { .. } => "withdrawn",
        }
    }
}

#[cfg(test)]
mod tests;
