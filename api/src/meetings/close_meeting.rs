use actix_web::post;
use actix_web::web::Data;
use domain::ids::MeetingId;

use super::reach::in_reach;
use super::store;
use super::view::MeetingView;
use crate::http::body::RequestKey;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "meetings",
    summary = "Close a meeting",
    description = "Closes an open meeting. A hearing collects no more needs after it.",
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The meeting, closed", body = MeetingView)),
)]
#[post("/v1/meetings/{meeting}/closure")]
pub async fn close_meeting(
    app: Data<App>,
    caller: Moderator,
    meeting: Id<MeetingId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    in_reach(&app, &caller, meeting.0).await?;
    app.once(&caller, &key, async move |tx| {
        let meeting = store::meeting_for_update(tx, meeting.0).await?.close(tx.now())?;
        store::update(tx, &meeting).await?;
        tx.audit("close_meeting", meeting.id.0);
        Ok(Reply::ok(&MeetingView::from(&meeting)))
    })
    .await
}
