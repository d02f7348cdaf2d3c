use actix_web::post;
use actix_web::web::Data;
use domain::ids::MeetingId;

use super::reach::in_reach;
use super::store;
use super::view::MinutesView;
use crate::http::body::RequestKey;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "meetings",
    summary = "Publish the minutes",
    description = "Makes the minutes public as they are written. They can't be changed afterwards; a project can be proposed out of a hearing from now on.",
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The minutes, published", body = MinutesView)),
)]
#[post("/v1/meetings/{meeting}/minutes/publication")]
pub async fn publish_minutes(
    app: Data<App>,
    caller: Moderator,
    meeting: Id<MeetingId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    in_reach(&app, &caller, meeting.0).await?;
    app.once(&caller, &key, async move |tx| {
        let meeting = store::meeting_for_update(tx, meeting.0).await?.publish_minutes(tx.now())?;
        store::update(tx, &meeting).await?;
        tx.audit("publish_minutes", meeting.id.0);
        MinutesView::of(&meeting).map(|view| Reply::ok(&view)).ok_or_else(Problem::broken)
    })
    .await
}
