use actix_web::get;
use actix_web::web::Data;
use domain::area::AreaCode;

use super::store;
use super::view::AreaView;
use crate::http::path::Words;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "places",
    summary = "Read an area",
    description = "One area by its statistics code.",
    responses((status = 200, description = "The area", body = AreaView)),
)]
#[get("/v1/areas/{code}")]
pub async fn read_area(app: Data<App>, path: Words) -> Result<Reply, Problem> {
    let code = AreaCode::parse(path.get(0)).map_err(|_| Problem::not_found())?;
    let area = store::area(app.db().reads(), &code).await?;
    Ok(Reply::ok(&AreaView::from(area)))
}
