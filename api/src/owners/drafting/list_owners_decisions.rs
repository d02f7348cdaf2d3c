use actix_web::get;
use actix_web::web::Data;
use domain::ids::UnitId;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::decision_view::OwnersDecisionView;
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
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
}

#[utoipa::path(
    tag = "owners",
    summary = "List owners' decisions",
    description = "The oldest first. A decision past its end is listed as closed.",
    params(ListOwnersDecisions, Paging),
    responses((status = 200, description = "A page of decisions", body = Listing<OwnersDecisionView>)),
)]
#[get("/v1/owners-decisions")]
pub async fn list_owners_decisions(app: Data<App>, query: Listed<ListOwnersDecisions>) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let page = paging.page("list_owners_decisions", app.keys())?;
    let now = app.clock().now();
    let decisions = store::decisions_page(app.db().reads(), query.unit_id.map(UnitId), &page).await?;
    Ok(Reply::ok(&page.listing(decisions, |one| one.id.to_string(), |one| OwnersDecisionView::new(&one, now))))
}
