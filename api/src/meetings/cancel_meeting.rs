use actix_web::post;
use actix_web::web::Data;
use domain::ids::MeetingId;
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::in_reach;
use super::store;
use super::view::MeetingView;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{OfField as _, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    /// Public if the meeting had been announced.
    #[schema(min_length = 1, max_length = 500, example = "活动室停电，改期另行通知")]
    reason: String,
}

#[utoipa::path(
    tag = "meetings",
    summary = "Cancel a meeting",
    description = "Cancels a planned or announced meeting. One that was announced stays public, with the reason.",
    request_body = Cancellation,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The meeting, cancelled", body = MeetingView)),
)]
#[post("/v1/meetings/{meeting}/cancellation")]
pub async fn cancel_meeting(
    app: Data<App>,
    caller: Moderator,
    meeting: Id<MeetingId>,
    body: Keyed<Cancellation>,
) -> Result<Reply, Problem> {
    let reason = Sentence::parse(&body.value.reason).field("/reason")?;
    in_reach(&app, &caller, meeting.0).await?;
    app.once(&caller, &body.key, async move |tx| {
        let meeting = store::meeting_for_update(tx, meeting.0).await?.cancel(reason, tx.now())?;
        store::update(tx, &meeting).await?;
        tx.audit("cancel_meeting", meeting.id.0);
        Ok(Reply::ok(&MeetingView::from(&meeting)))
    })
    .await
}
