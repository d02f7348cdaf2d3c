//! Refusals of ratings as problems: each names the gate that is shut.

use domain::rating::{AnswerRefusal, CloseRefusal, OpenRefusal};

use crate::problem::{Kind, Problem};

impl From<OpenRefusal> for Problem {
    fn from(refusal: OpenRefusal) -> Self {
        match refusal {
            OpenRefusal::ProjectNotCompleted => Self::new(Kind::ProjectNotCompleted),
            OpenRefusal::NoReviewMeeting => Self::new(Kind::NoReviewMeeting),
            OpenRefusal::AlreadyOpen => Self::new(Kind::RatingAlreadyOpen),
            OpenRefusal::ClosesInThePast => {
                Self::field("/closes_at", "in_the_past", refusal.to_string(), "截止时间应在将来")
            }
            OpenRefusal::ClosesTooFarAhead => {
                Self::field("/closes_at", "too_far_ahead", refusal.to_string(), "评议最多开放一年")
            }
        }
    }
}

impl From<AnswerRefusal> for Problem {
    fn from(refusal: AnswerRefusal) -> Self {
        Self::new(match refusal {
            AnswerRefusal::Closed => Kind::RatingClosed,
        })
    }
}

impl From<CloseRefusal> for Problem {
    fn from(refusal: CloseRefusal) -> Self {
        Self::new(match refusal {
            CloseRefusal::Closed => Kind::RatingClosed,
        })
    }
}
