use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store::{self, Filter};
use super::view::{MeetingKindWord, MeetingStatusWord, MeetingView};
use crate::http::caller::Visitor;
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::places;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListMeetings {
    /// Only meetings of this unit. Staff over it see its planned ones too.
    unit_id: Option<Uuid>,
    /// Only meetings about this project.
    project_id: Option<Uuid>,
    /// Only this kind.
    kind: Option<MeetingKindWord>,
    /// Only meetings in this state.
    status: Option<MeetingStatusWord>,
}

#[utoipa::path(
    tag = "meetings",
    summary = "List meetings",
    description = "Announced, open, closed and called-off meetings, in the order they were planned. Planned ones are listed to the staff of a unit when they name the unit.",
    params(ListMeetings, Paging),
    responses(
        (status = 200, description = "A page of meetings", body = Listing<MeetingView>),
        (status = 401, description = "The access token sent is not valid"),
    ),
)]
#[get("/v1/meetings")]
pub async fn list_meetings(app: Data<App>, visitor: Visitor, query: Listed<ListMeetings>) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let page = paging.page("list_meetings", app.keys())?;
    let is_staff = match query.unit_id {
        Some(unit) if visitor.authority.is_some() => {
            places::unit(app.db().reads(), unit.into()).await.is_ok_and(|unit| visitor.is_staff_over(&unit))
        }
        Some(_) | None => false,
    };
    let filter = Filter {
        unit: query.unit_id.map(Into::into),
        project: query.project_id.map(Into::into),
        kind: query.kind.map(Into::into),
        status: query.status.map(Into::into),
        only_public: !is_staff,
    };
    let meetings = store::meetings(app.db().reads(), filter, &page).await?;
    Ok(Reply::ok(&page.listing(meetings, |meeting| meeting.id.to_string(), |meeting| MeetingView::from(&meeting))))
}
