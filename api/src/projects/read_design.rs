use actix_web::get;
use actix_web::web::Data;
use domain::ids::DesignId;

use super::store;
use super::view::DesignView;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "projects",
    summary = "Read a design",
    description = "One design with the planners' reviews.",
    responses((status = 200, description = "The design", body = DesignView)),
)]
#[get("/v1/designs/{design}")]
pub async fn read_design(app: Data<App>, design: Id<DesignId>) -> Result<Reply, Problem> {
    let design = store::design(app.db().reads(), design.0).await?;
    Ok(Reply::ok(&store::design_view(app.db().reads(), app.keys(), &design).await?))
}
