use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::words::words;
use crate::infra::audit::Outcome;
use crate::infra::audit::event::Model;

words! {
    /// Whether it was done, or tried and refused.
    AuditOutcomeWord = Outcome { Done Refused }
}

/// Who did what, on what, from where, when, and how it ended.
#[derive(Serialize, ToSchema)]
pub struct AuditEventView {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// Null for who was not signed in, and for the service itself.
    pub account_id: Option<Uuid>,
    /// The role they acted in: a role, `resident`, `anonymous` or `service`.
    #[schema(example = "moderator")]
    pub role: String,
    #[schema(example = "open_vote")]
    pub action: String,
    /// Id of the thing it was done to. An area's code stands at the end of an otherwise empty id.
    pub subject_id: Uuid,
    /// Network address it came from; empty for the service itself.
    #[schema(example = "203.0.113.7")]
    pub address: String,
    /// As the client saw it in `X-Request-Id`.
    pub request_id: Uuid,
    pub outcome: AuditOutcomeWord,
    /// How often, where one event stands for several: refusals of a minute, ballots of a moment; else null.
    pub times: Option<i32>,
}

impl From<Model> for AuditEventView {
    fn from(row: Model) -> Self {
        let done = row.outcome == Outcome::Done.word();
        Self {
            id: row.id,
            at: row.at,
            account_id: row.account_id,
            role: row.role,
            action: row.action,
            subject_id: row.subject_id,
            address: row.address,
            request_id: row.request_id,
            outcome: if done { AuditOutcomeWord::Done } else { AuditOutcomeWord::Refused },
            times: row.times,
        }
    }
}

/// What a walk along the whole chain found.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct TrailVerdictView {
    /// True when no event was changed, taken out or cut off.
    pub is_whole: bool,
    /// How many events are in it; null when it is broken.
    #[schema(example = 20_311)]
    pub events: Option<u64>,
    /// Names the first broken link; null when it is whole.
    #[schema(example = "lane 3: event 120 was changed")]
    pub broken: Option<String>,
}
