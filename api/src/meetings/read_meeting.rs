use actix_web::get;
use actix_web::web::Data;
use domain::ids::MeetingId;

use super::reach::seen_by;
use super::view::MeetingView;
use crate::http::caller::Visitor;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "meetings",
    summary = "Read a meeting",
    description = "One meeting. Before it is announced, only the unit's staff can read it; to others it is 404.",
    responses(
        (status = 200, description = "The meeting", body = MeetingView),
        (status = 401, description = "The access token sent is not valid"),
    ),
)]
#[get("/v1/meetings/{meeting}")]
pub async fn read_meeting(app: Data<App>, visitor: Visitor, meeting: Id<MeetingId>) -> Result<Reply, Problem> {
    let meeting = seen_by(&app, &visitor, meeting.0).await?;
    Ok(Reply::ok(&MeetingView::from(&meeting)))
}
