use chrono::{DateTime, Utc};
use domain::Time;
use domain::rating::{Answer, Distribution, Rating, State, Summary};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A round of rating on a completed project.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatingView {
    pub id: Uuid,
    pub project_id: Uuid,
    pub unit_id: Uuid,
    /// The review meeting it follows.
    pub meeting_id: Uuid,
    pub status: RatingStatusWord,
    pub opened_at: DateTime<Utc>,
    /// When it closes by itself.
    pub closes_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RatingStatusWord {
    Open,
    Closed,
}

/// The caller's own answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatingAnswerView {
    #[schema(minimum = 1, maximum = 5, example = 4)]
    pub design: u8,
    #[schema(minimum = 1, maximum = 5, example = 5)]
    pub built: u8,
    #[schema(example = "灯亮了，老人敢出门了。")]
    pub comment: Option<String>,
    pub answered_at: DateTime<Utc>,
}

/// What the residents of the unit say, without what any one of them said.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatingSummaryView {
    pub rating_id: Uuid,
    pub status: RatingStatusWord,
    pub response: ResponseRateView,
    /// True while fewer than 10 residents have answered: then there is no breakdown and no comments.
    pub too_few: bool,
    pub design: Option<DistributionView>,
    pub built: Option<DistributionView>,
    /// Up to 100 comments, unsigned, in no order of time.
    pub comments: Vec<String>,
}

/// `answers` of `eligible` verified residents.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResponseRateView {
    #[schema(example = 12)]
    pub answers: u32,
    #[schema(example = 40)]
    pub eligible: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DistributionView {
    /// How many residents gave 1, 2, 3, 4 and 5.
    #[schema(example = json!([0, 1, 2, 4, 5]))]
    pub by_score: [u32; 5],
    pub mean: RatioView,
}

/// An exact ratio, not reduced.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatioView {
    #[schema(example = 49)]
    pub numerator: u32,
    #[schema(example = 12)]
    pub denominator: u32,
}

impl RatingView {
    pub fn new(rating: &Rating, now: Time) -> Self {
        let state = rating.as_of(now);
        Self {
            id: rating.id.0,
            project_id: rating.project.0,
            unit_id: rating.unit.0,
            meeting_id: rating.review.0,
            status: state.into(),
            opened_at: rating.opened_at,
            closes_at: rating.closes_at,
            closed_at: match state {
                State::Open => None,
                State::Closed { closed_at } => Some(closed_at),
            },
        }
    }
}

impl From<State> for RatingStatusWord {
    fn from(state: State) -> Self {
        match state {
            State::Open => Self::Open,
            State::Closed { .. } => Self::Closed,
        }
    }
}

impl From<&Answer> for RatingAnswerView {
    fn from(answer: &Answer) -> Self {
        Self {
            design: answer.marks.design.get(),
            built: answer.marks.built.get(),
            comment: answer.comment.as_ref().map(ToString::to_string),
            answered_at: answer.answered_at,
        }
    }
}

impl RatingSummaryView {
    pub fn new(rating: &Rating, summary: &Summary, comments: Vec<String>, now: Time) -> Self {
        Self {
            rating_id: rating.id.0,
            status: rating.as_of(now).into(),
            response: ResponseRateView { answers: summary.answers, eligible: summary.eligible },
            too_few: summary.too_few(),
            design: summary.shown.map(|shown| shown.design.into()),
            built: summary.shown.map(|shown| shown.built.into()),
            comments: if summary.too_few() { Vec::new() } else { comments },
        }
    }
}

impl From<Distribution> for DistributionView {
    fn from(distribution: Distribution) -> Self {
        let mean = RatioView { numerator: distribution.sum, denominator: distribution.count };
        Self { by_score: distribution.by_score, mean }
    }
}
