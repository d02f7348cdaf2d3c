use actix_web::put;
use actix_web::web::Data;
use domain::ids::MeetingId;
use domain::meeting::{MOST_DECISIONS, Record};
use domain::text::{Prose, Sentence};
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::in_reach;
use super::store;
use super::view::MinutesView;
use crate::http::body::Body;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::{IfMatch, Reply};
use crate::problem::{OfField as _, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMinutes {
    /// What was said.
    #[schema(min_length = 1, max_length = 10_000, example = "十二位居民发言，多数希望先解决照明。")]
    text: String,
    /// What was decided, a sentence each.
    #[schema(max_items = 50, example = json!(["将口袋公园照明列入明年项目"]))]
    decisions: Vec<String>,
}

impl NewMinutes {
    fn parse(&self) -> Result<Record, Problem> {
        if self.decisions.len() > MOST_DECISIONS {
            return Err(Problem::field("/decisions", "too_many", "at most 50 decisions", "最多 50 项决定"));
        }
        let mut decisions = Vec::new();
        for (index, decision) in self.decisions.iter().enumerate() {
            decisions.push(Sentence::parse(decision).field(&format!("/decisions/{index}"))?);
        }
        Ok(Record { text: Prose::parse(&self.text).field("/text")?, decisions })
    }
}

#[utoipa::path(
    tag = "meetings",
    summary = "Write the minutes",
    description = "Writes the minutes of a closed meeting as a draft, or changes the draft. To change it, send the ETag of the draft that you read in `If-Match`.",
    params(("If-Match" = Option<String>, Header, description = "ETag of the draft; not needed while there is no draft")),
    request_body = NewMinutes,
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "The draft", body = MinutesView),
        (status = 409, description = "Not now: the problem's type names the gate that is shut"),
    ),
)]
#[put("/v1/meetings/{meeting}/minutes")]
pub async fn write_minutes(
    app: Data<App>,
    caller: Moderator,
    meeting: Id<MeetingId>,
    if_match: IfMatch,
    body: Body<NewMinutes>,
) -> Result<Reply, Problem> {
    let record = body.0.parse()?;
    in_reach(&app, &caller, meeting.0).await?;
    app.write(&caller, async move |tx| {
        let before = store::meeting_for_update(tx, meeting.0).await?;
        let draft = MinutesView::of(&before);
        let meeting = before.write_minutes(record)?;
        if let Some(draft) = draft {
            if_match.against(&draft)?;
        }
        store::update(tx, &meeting).await?;
        tx.audit("write_minutes", meeting.id.0);
        MinutesView::of(&meeting).map(|view| Reply::ok(&view)).ok_or_else(Problem::broken)
    })
    .await
}
