use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;

use super::store;
use super::view::MyNoticeView;
use crate::http::caller::Resident;
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListMyNotices {
    /// If true, only notices that are not marked as read.
    unread: Option<bool>,
}

#[utoipa::path(
    tag = "notices",
    summary = "List my notices",
    description = "What I have to know about my account and my things, the newest first.",
    params(ListMyNotices, Paging),
    security(("session" = ["resident"])),
    responses((status = 200, description = "A page of my notices", body = Listing<MyNoticeView>)),
)]
#[get("/v1/me/notices")]
pub async fn list_my_notices(app: Data<App>, caller: Resident, query: Listed<ListMyNotices>) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let page = paging.page("list_my_notices", app.keys())?;
    let notices = store::page_of(app.db().reads(), caller.account(), query.unread.unwrap_or(false), &page).await?;
    Ok(Reply::ok(&page.listing(notices, |told| told.id.to_string(), MyNoticeView::from)))
}
