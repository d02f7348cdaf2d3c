use actix_web::get;
use actix_web::web::Data;
use domain::area::AreaCode;
use serde::Deserialize;
use utoipa::IntoParams;

use super::store;
use super::view::PlannerView;
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListPlanners {
    /// Only planners of this district.
    #[param(pattern = "^31[0-9]{4}$", example = "310101")]
    district: Option<String>,
    /// True: only those engaged today. Otherwise all, with earlier and coming terms.
    engaged: Option<bool>,
}

#[utoipa::path(
    tag = "planners",
    summary = "List planners",
    description = "Community planners and their terms, the first engaged first.",
    params(ListPlanners, Paging),
    responses((status = 200, description = "A page of planners", body = Listing<PlannerView>)),
)]
#[get("/v1/planners")]
pub async fn list_planners(app: Data<App>, query: Listed<ListPlanners>) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let district = query.district.as_deref().map(AreaCode::parse).transpose().field("district")?;
    let page = paging.page("list_planners", app.keys())?;
    let now = app.clock().now();
    let engaged_at = query.engaged.filter(|engaged| *engaged).map(|_| now);
    let planners = store::planners(app.db().reads(), district.as_ref(), engaged_at, &page).await?;
    Ok(Reply::ok(&page.listing(planners, |planner| planner.id.to_string(), |planner| PlannerView::new(&planner, now))))
}
