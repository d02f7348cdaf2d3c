use actix_web::get;
use actix_web::web::Data;
use domain::area::AreaCode;

use super::reach::in_reach;
use super::store;
use super::view::StaffNetworksView;
use crate::http::caller::StewardCityOrSecurity;
use crate::http::path::Words;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "operation",
    summary = "Read an area's staff networks",
    description = "The networks from which posts in this area have effect, and the area whose list is in force here. \
        For the people who may set the list.",
    security(("session" = ["steward", "city_administrator", "security_administrator"])),
    responses((status = 200, description = "The list, and the area whose list is in force", body = StaffNetworksView)),
)]
#[get("/v1/areas/{code}/staff-networks")]
pub async fn read_staff_networks(app: Data<App>, caller: StewardCityOrSecurity, code: Words) -> Result<Reply, Problem> {
    let area = AreaCode::parse(code.get(0)).map_err(|_| Problem::not_found())?;
    in_reach(&app, &caller, &area).await?;
    let conn = app.db().reads();
    let (entry, lists) = (store::of(conn, &area).await?, store::over(conn, [&area]).await?);
    Ok(Reply::ok(&StaffNetworksView::new(&area, entry, &lists)))
}
