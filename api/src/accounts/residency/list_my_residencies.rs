use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;

use super::residencies::{ResidencyView, store};
use crate::accounts::people;
use crate::http::caller::Resident;
use crate::http::page::{Listing, Page};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListMyResidencies {
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// `next_cursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "List my residencies",
    description = "Where I live or work: what I claimed and what was decided, the oldest first.",
    params(ListMyResidencies),
    security(("session" = ["resident"])),
    responses((status = 200, description = "A page of my residencies", body = Listing<ResidencyView>)),
)]
#[get("/v1/me/residencies")]
pub async fn list_my_residencies(
    app: Data<App>,
    caller: Resident,
    query: Query<ListMyResidencies>,
) -> Result<Reply, Problem> {
    let Query(query) = query;
    let page = Page::parse("list_my_residencies", query.limit, query.cursor.as_deref(), app.keys())?;
    let residencies = store::page_of(app.db().reads(), caller.account(), &page).await?;
    let name = people::public_name(app.db().reads(), app.keys(), caller.account()).await?;
    let view = |residency| ResidencyView::new(&residency, name.clone());
    Ok(Reply::ok(&page.listing(residencies, |residency| residency.id.to_string(), view)))
}
