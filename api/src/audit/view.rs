use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::words::words;
use crate::infra::audit::Outcome;
use crate::infra::audit::event::Model;

words! {
    /// done: it was done. refused: it was tried and refused.
    AuditOutcomeWord = Outcome { Done Refused }
}

/// Who did what, to what, from where and when, and whether it was refused.
#[derive(Serialize, ToSchema)]
pub struct AuditEventView {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// Null for a person who was not signed in, and for the service itself.
    pub account_id: Option<Uuid>,
    /// The role in which they acted: a role of staff, `resident`, `anonymous` or `service`.
    #[schema(example = "moderator")]
    pub role: String,
    #[schema(example = "open_vote")]
    pub action: String,
    /// Id of the thing to which it was done. For an area it is a UUID of zeros that ends with the area's code.
    pub subject_id: Uuid,
    /// The network address of the request; empty for the service itself.
    #[schema(example = "203.0.113.7")]
    pub address: String,
    /// The id that the client got in `X-Request-Id`.
    pub request_id: Uuid,
    pub outcome: AuditOutcomeWord,
    /// How often it happened, if one event stands for several, such as the refusals of a minute or the ballots of a
    /// moment; else null.
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

/// The result of checking the whole chain.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct TrailVerdictView {
    /// True if no event was changed, removed or cut off.
    pub is_whole: bool,
    /// How many events the trail has; null if it is broken.
    #[schema(example = 20_311)]
    pub events: Option<u64>,
    /// Names the first broken link; null if the trail is whole.
    #[schema(example = "lane 3: event 120 was changed")]
    pub broken: Option<String>,
}
