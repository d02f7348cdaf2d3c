//! Why a decision about a project was refused: an enum for each decision, a variant for each gate.

use super::Project;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposeRefusal {
    #[error("the meeting named is not a hearing of this unit")]
    NotAHearingOfTheUnit,
    #[error("the minutes of the hearing are not published")]
    HearingMinutesNotPublished,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpdatePlanRefusal {
    #[error("the plan is fixed once the publicity opens")]
    PlanIsFixed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkSourceRefusal {
    #[error("sources are fixed once a design is approved or the project is dropped")]
    SourcesAreFixed,
    #[error("this source is linked to the project already")]
    AlreadyLinked,
    #[error("a project has at most {} sources", Project::MOST_SOURCES)]
    TooManySources,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnlinkSourceRefusal {
    #[error("sources are fixed once a design is approved or the project is dropped")]
    SourcesAreFixed,
    #[error("this source is not linked to the project")]
    NotLinked,
    #[error("the last source stays while a design answers it")]
    LastSource,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenPublicityRefusal {
    #[error("the publicity was opened already")]
    AlreadyOpened,
    #[error("the project was dropped")]
    ProjectDropped,
    #[error("no design stands")]
    NoDesignSubmitted,
    #[error("a standing design has no review without a conflict of interest")]
    DesignNotReviewed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApproveRefusal {
    #[error("the project is not in publicity")]
    NotInPublicity,
    #[error("the publicity is still running")]
    PublicityStillRunning,
    #[error("a design is approved already")]
    AlreadyApproved,
    #[error("the project was dropped")]
    ProjectDropped,
    #[error("this design does not stand for this project")]
    DesignNotStanding,
    #[error("this vote is not a vote of this project")]
    NotAVoteOfTheProject,
    #[error("a vote of the project is not finished")]
    VoteNotFinished,
    #[error("the vote is not certified")]
    VoteNotCertified,
    #[error("the design is not the winner of the vote")]
    NotTheWinner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartRefusal {
    #[error("no design is approved")]
    DesignNotApproved,
    #[error("building has started already")]
    AlreadyStarted,
    #[error("the project was dropped")]
    ProjectDropped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProgressRefusal {
    #[error("the project is not being built")]
    NotBuilding,
    #[error("the part that is done never falls")]
    ProgressFalls,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompleteRefusal {
    #[error("the project is not being built")]
    NotBuilding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DropRefusal {
    #[error("a vote about the project is running")]
    VoteNotFinished,
    #[error("a completed project can't be dropped")]
    ProjectCompleted,
    #[error("the project was dropped already")]
    AlreadyDropped,
}
