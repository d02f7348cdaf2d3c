//! The problem for each refusal of the rules.

use domain::design::{ReviewDesignRefusal, SubmitDesignRefusal, WithdrawDesignRefusal};
use domain::project::{
    ApproveRefusal, CompleteRefusal, DropRefusal, LinkSourceRefusal, OpenPublicityRefusal, ProgressRefusal,
    ProposeRefusal, StartRefusal, UnlinkSourceRefusal, UpdatePlanRefusal,
};

use crate::problem::{Kind, Problem};

macro_rules! gates {
    ($($refusal:ident { $($gate:ident => $problem:expr,)+ })+) => {$(
        impl From<$refusal> for Problem {
            fn from(refusal: $refusal) -> Self {
                match refusal { $($refusal::$gate => $problem.into(),)+ }
            }
        }
    )+};
}

gates! {
    ProposeRefusal {
        NotAHearingOfTheUnit => Self::field("/hearing_id", "not_a_hearing", "is not a hearing of this unit", "不是本单元的听证会"),
        HearingMinutesNotPublished => Kind::HearingMinutesNotPublished,
    }
    UpdatePlanRefusal {
        PlanIsFixed => Kind::PlanIsFixed,
    }
    LinkSourceRefusal {
        SourcesAreFixed => Kind::SourcesAreFixed,
        AlreadyLinked => Kind::AlreadyLinked,
        TooManySources => Kind::TooManySources,
    }
    UnlinkSourceRefusal {
        SourcesAreFixed => Kind::SourcesAreFixed,
        NotLinked => Kind::NotFound,
        LastSource => Kind::LastSource,
    }
    SubmitDesignRefusal {
        DesignsAreFixed => Kind::DesignsAreFixed,
        NoSourceLinked => Kind::NoSourceLinked,
        TooManyDesigns => Kind::TooManyDesigns,
    }
    WithdrawDesignRefusal {
        DesignsAreFixed => Kind::DesignsAreFixed,
        AlreadyWithdrawn => Kind::DesignWithdrawn,
        VoteNotFinished => Kind::VoteNotFinished,
        LastDesignStanding => Kind::LastDesignStanding,
    }
    ReviewDesignRefusal {
        ReviewsAreFixed => Kind::ReviewsAreFixed,
        DesignWithdrawn => Kind::DesignWithdrawn,
        PlannerNotEngaged => Kind::PlannerNotEngaged,
        ConflictNotDeclared => Self::field("/conflict", "conflict_not_declared", "you submitted this design: declare the interest", "您是该方案的提交人，应申报利益关系"),
    }
    OpenPublicityRefusal {
        AlreadyOpened => Kind::PublicityAlreadyOpened,
        ProjectDropped => Kind::ProjectDropped,
        NoDesignSubmitted => Kind::NoDesignSubmitted,
        DesignNotReviewed => Kind::DesignNotReviewed,
    }
    ApproveRefusal {
        NotInPublicity => Kind::ProjectNotInPublicity,
        PublicityStillRunning => Kind::PublicityStillRunning,
        AlreadyApproved => Kind::DesignAlreadyApproved,
        ProjectDropped => Kind::ProjectDropped,
        DesignNotStanding => Kind::DesignNotStanding,
        NotAVoteOfTheProject => Self::field("/vote_id", "unknown", "is not a vote of this project", "不是本项目的表决"),
        VoteNotFinished => Kind::VoteNotFinished,
        VoteNotCertified => Kind::VoteNotCertified,
        NotTheWinner => Kind::NotTheWinner,
    }
    StartRefusal {
        DesignNotApproved => Kind::DesignNotApproved,
        AlreadyStarted => Kind::BuildingAlreadyStarted,
        ProjectDropped => Kind::ProjectDropped,
    }
    ProgressRefusal {
        NotBuilding => Kind::NotBuilding,
        ProgressFalls => Kind::ProgressFalls,
    }
    CompleteRefusal {
        NotBuilding => Kind::NotBuilding,
    }
    DropRefusal {
        VoteNotFinished => Kind::VoteNotFinished,
        ProjectCompleted => Kind::ProjectCompleted,
        AlreadyDropped => Kind::ProjectDropped,
    }
}
