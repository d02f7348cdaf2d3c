use actix_web::get;
use actix_web::web::Data;
use domain::ids::MeetingId;

use super::reach::{is_staff_of, seen_by};
use super::view::MinutesView;
use crate::http::caller::Visitor;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "meetings",
    summary = "Read the minutes",
    description = "What was said and decided. A draft is for the unit's staff only; to others it is 404.",
    responses(
        (status = 200, description = "The minutes", body = MinutesView),
        (status = 401, description = "The access token sent is not valid"),
    ),
)]
#[get("/v1/meetings/{meeting}/minutes")]
pub async fn read_minutes(app: Data<App>, visitor: Visitor, meeting: Id<MeetingId>) -> Result<Reply, Problem> {
    let meeting = seen_by(&app, &visitor, meeting.0).await?;
    let minutes = MinutesView::of(&meeting).ok_or_else(Problem::not_found)?;
    if meeting.minutes_are_published() || is_staff_of(&app, &visitor, &meeting).await? {
        Ok(Reply::ok(&minutes))
    } else {
        Err(Problem::not_found())
    }
}
