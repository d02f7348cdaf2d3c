use actix_web::get;
use actix_web::web::Data;
use domain::ids::ExportId;

use super::store;
use super::view::ExportStateView;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Read the state of my export",
    description = "Whether the export still waits, until when, and whether it was fetched. `download_my_export` \
        gives its content.",
    security(("session" = ["resident"])),
    responses((status = 200, description = "The export", body = ExportStateView)),
)]
#[get("/v1/me/exports/{export}")]
pub async fn read_my_export(app: Data<App>, caller: Resident, export: Id<ExportId>) -> Result<Reply, Problem> {
    let export = store::of(app.db().reads(), caller.account(), export.0, app.clock().now()).await?;
    Ok(Reply::ok(&ExportStateView::from(export)))
}
