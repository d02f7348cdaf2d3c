//! Refusals of meetings as problems: each names the gate that is shut.

use domain::meeting::{
    AnnounceRefusal, CancelRefusal, CloseRefusal, OpenRefusal, PlanRefusal, PublishMinutesRefusal, WriteMinutesRefusal,
};

use crate::problem::{Kind, Problem};

impl From<PlanRefusal> for Problem {
    fn from(refusal: PlanRefusal) -> Self {
        match refusal {
            PlanRefusal::ProjectMissing => {
                Self::field("/project_id", "missing", refusal.to_string(), "协调会和评议会应针对一个项目")
            }
            PlanRefusal::ProjectNotInPublicity => Self::new(Kind::ProjectNotInPublicity),
            PlanRefusal::ProjectNotCompleted => Self::new(Kind::ProjectNotCompleted),
            PlanRefusal::StartsInThePast => {
                Self::field("/starts_at", "in_the_past", refusal.to_string(), "开会时间应在将来")
            }
            PlanRefusal::StartsTooFarAhead => {
                Self::field("/starts_at", "too_far_ahead", refusal.to_string(), "开会时间最多提前一年安排")
            }
        }
    }
}

impl From<AnnounceRefusal> for Problem {
    fn from(refusal: AnnounceRefusal) -> Self {
        match refusal {
            AnnounceRefusal::NoticeTooShort { earliest_start } => Self::new(Kind::NoticeTooShort)
                .say(refusal.to_string(), format!("公告期不足：会议最早可于 {earliest_start} 召开")),
            AnnounceRefusal::AlreadyAnnounced => Self::new(Kind::MeetingAlreadyAnnounced),
            AnnounceRefusal::Cancelled => Self::new(Kind::MeetingCancelled),
        }
    }
}

impl From<OpenRefusal> for Problem {
    fn from(refusal: OpenRefusal) -> Self {
        match refusal {
            OpenRefusal::NotAnnounced => Self::new(Kind::MeetingNotAnnounced),
            OpenRefusal::TooEarly { opens_from } => Self::new(Kind::TooEarly)
                .say(refusal.to_string(), format!("会议最早可于开始前 30 分钟（{opens_from}）开场")),
            OpenRefusal::AlreadyOpen => Self::new(Kind::MeetingAlreadyOpen),
            OpenRefusal::AlreadyClosed => Self::new(Kind::MeetingAlreadyClosed),
            OpenRefusal::Cancelled => Self::new(Kind::MeetingCancelled),
        }
    }
}

impl From<CloseRefusal> for Problem {
    fn from(refusal: CloseRefusal) -> Self {
        Self::new(match refusal {
            CloseRefusal::NotOpen => Kind::MeetingNotOpen,
            CloseRefusal::AlreadyClosed => Kind::MeetingAlreadyClosed,
            CloseRefusal::Cancelled => Kind::MeetingCancelled,
        })
    }
}

impl From<CancelRefusal> for Problem {
    fn from(refusal: CancelRefusal) -> Self {
        Self::new(match refusal {
            CancelRefusal::AlreadyOpen => Kind::MeetingAlreadyOpen,
            CancelRefusal::Cancelled => Kind::MeetingCancelled,
        })
    }
}

impl From<WriteMinutesRefusal> for Problem {
    fn from(refusal: WriteMinutesRefusal) -> Self {
        Self::new(match refusal {
            WriteMinutesRefusal::NotClosed => Kind::MeetingNotClosed,
            WriteMinutesRefusal::AlreadyPublished => Kind::MinutesAlreadyPublished,
            WriteMinutesRefusal::Cancelled => Kind::MeetingCancelled,
        })
    }
}

impl From<PublishMinutesRefusal> for Problem {
    fn from(refusal: PublishMinutesRefusal) -> Self {
        Self::new(match refusal {
            PublishMinutesRefusal::NotClosed => Kind::MeetingNotClosed,
            PublishMinutesRefusal::NotWritten => Kind::MinutesNotWritten,
            PublishMinutesRefusal::AlreadyPublished => Kind::MinutesAlreadyPublished,
            PublishMinutesRefusal::Cancelled => Kind::MeetingCancelled,
        })
    }
}
