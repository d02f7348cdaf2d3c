//! Why a meeting could not take its next step. Each variant is a gate that is shut.

use chrono::NaiveDate;

use crate::Time;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    #[error("a coordination or review meeting is about a project, and none is named")]
    ProjectMissing,
    #[error("a coordination meeting needs a project whose designs are in publicity")]
    ProjectNotInPublicity,
    #[error("a review meeting needs a completed project")]
    ProjectNotCompleted,
    #[error("a meeting starts in the future")]
    StartsInThePast,
    #[error("a meeting is planned at most a year ahead")]
    StartsTooFarAhead,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnnounceRefusal {
    #[error("the notice is too short: the meeting can't start before {earliest_start}")]
    NoticeTooShort { earliest_start: NaiveDate },
    #[error("the meeting has been announced already")]
    AlreadyAnnounced,
    #[error("the meeting was cancelled")]
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenRefusal {
    #[error("the meeting has not been announced")]
    NotAnnounced,
    #[error("a meeting opens at the earliest 30 minutes before its time, here {opens_from}")]
    TooEarly { opens_from: Time },
    #[error("the meeting is open already")]
    AlreadyOpen,
    #[error("the meeting is closed")]
    AlreadyClosed,
    #[error("the meeting was cancelled")]
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseRefusal {
    #[error("the meeting is not open")]
    NotOpen,
    #[error("the meeting is closed already")]
    AlreadyClosed,
    #[error("the meeting was cancelled")]
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CancelRefusal {
    #[error("a meeting that has been opened can't be cancelled")]
    AlreadyOpen,
    #[error("the meeting was cancelled already")]
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteMinutesRefusal {
    #[error("minutes are written once the meeting is closed")]
    NotClosed,
    #[error("published minutes stay as they are")]
    AlreadyPublished,
    #[error("the meeting was cancelled")]
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishMinutesRefusal {
    #[error("minutes are published once the meeting is closed")]
    NotClosed,
    #[error("the minutes have not been written")]
    NotWritten,
    #[error("the minutes are published already")]
    AlreadyPublished,
    #[error("the meeting was cancelled")]
    Cancelled,
}
