use chrono::{DateTime, Utc};
use domain::text::Sentence;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::StepRow;
use super::words::StepKindWord;
use crate::problem::{OfField as _, Problem};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIncident {
    /// What happened. It is shown to the people who run the vote, and not published.
    #[schema(min_length = 1, max_length = 500, example = "20:10 会场断网约五分钟，纸票照常。")]
    text: String,
}

impl NewIncident {
    pub fn parse(&self) -> Result<Sentence, Problem> {
        Sentence::parse(&self.text).field("/text")
    }
}

/// One thing that was done to a running vote, or happened around it.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoteStepView {
    pub id: Uuid,
    pub kind: StepKindWord,
    pub at: DateTime<Utc>,
    /// Why, or what happened.
    #[schema(example = "会场停电，暂停投票")]
    pub reason: String,
    /// The new end, of an extension; null otherwise.
    pub closes_at: Option<DateTime<Utc>>,
}

impl From<StepRow> for VoteStepView {
    fn from(step: StepRow) -> Self {
        let (id, kind, at, closes_at) = (step.id, step.kind.into(), step.at, step.closes_at);
        Self { id, kind, at, reason: step.reason, closes_at }
    }
}
