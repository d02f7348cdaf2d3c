use actix_web::post;
use actix_web::web::Data;
use domain::calendar::shanghai_date;
use domain::ids::MeetingId;

use super::reach::in_reach;
use super::store;
use super::view::{AnnouncementView, MeetingView, NoticeView};
use crate::http::body::RequestKey;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::links::{self, Node};
use crate::places;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "meetings",
    summary = "Announce a meeting",
    description = "Makes the meeting public. It must start at least as many working days from today as the street has set (3 unless it says otherwise).",
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The meeting, announced, and how its notice days were counted", body = AnnouncementView)),
)]
#[post("/v1/meetings/{meeting}/announcement")]
pub async fn announce_meeting(
    app: Data<App>,
    caller: Moderator,
    meeting: Id<MeetingId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    in_reach(&app, &caller, meeting.0).await?;
    let calendar = app.clone();
    app.once(&caller, &key, async move |tx| {
        let meeting = store::meeting_for_update(tx, meeting.0).await?;
        let unit = places::unit(tx.conn(), meeting.unit).await?;
        let days = places::settings(tx.conn(), &unit.lead_street()).await?.notice_working_days;
        let earliest = calendar.calendar().add_working_days(shanghai_date(tx.now()), days);
        let meeting = meeting.announce(tx.now(), earliest.date)?;
        store::update(tx, &meeting).await?;
        if let Some(project) = meeting.project {
            links::link(tx, Node::Project(project.0), Node::Meeting(meeting.id.0), "discussed at the meeting").await?;
        }
        tx.audit("announce_meeting", meeting.id.0);
        let notice = NoticeView::new(days, earliest);
        Ok(Reply::ok(&AnnouncementView { meeting: MeetingView::from(&meeting), notice }))
    })
    .await
}
