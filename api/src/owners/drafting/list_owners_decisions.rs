use actix_web::get;
use actix_web::web::Data;
use domain::ids::UnitId;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::decision_view::OwnersDecisionView;
use crate::http::page::{Listing, Page};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::owners::store;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListOwnersDecisions {
    /// Only those in this unit.
    unit_id: Option<Uuid>,
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// `next_cursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

#[utoipa::path(
    tag = "owners",
    summary = "List owners' decisions",
    description = "The oldest first. A decision past its end is listed as closed.",
    params(ListOwnersDecisions),
    responses((status = 200, description = "A page of decisions", body = Listing<OwnersDecisionView>)),
)]
#[get("/v1/owners-decisions")]
pub async fn list_owners_decisions(app: Data<App>, query: Query<ListOwnersDecisions>) -> Result<Reply, Problem> {
    let Query(query) = query;
    let page = Page::parse("list_owners_decisions", query.limit, query.cursor.as_deref(), app.keys())?;
    let now = app.clock().now();
    let decisions = store::decisions_page(app.db().reads(), query.unit_id.map(UnitId), &page).await?;
    Ok(Reply::ok(&page.listing(decisions, |one| one.id.to_string(), |one| OwnersDecisionView::new(&one, now))))
}
