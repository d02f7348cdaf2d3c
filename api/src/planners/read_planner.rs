use actix_web::get;
use actix_web::web::Data;
use domain::ids::PlannerId;

use super::store;
use super::view::PlannerView;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "planners",
    summary = "Read a planner",
    description = "One engagement of a community planner: district, term, specialities, statement.",
    responses((status = 200, description = "The planner", body = PlannerView)),
)]
#[get("/v1/planners/{planner}")]
pub async fn read_planner(app: Data<App>, planner: Id<PlannerId>) -> Result<Reply, Problem> {
    let planner = store::planner(app.db().reads(), planner.0).await?;
    Ok(Reply::ok(&PlannerView::new(&planner, app.clock().now())))
}
