use actix_web::get;
use actix_web::web::Data;
use domain::ids::UnitId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::store;
use super::view::{DatumWord, UnitView};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReadUnit {
    /// Datum of the outline in the answer; wgs84 when absent.
    datum: Option<DatumWord>,
}

#[utoipa::path(
    tag = "places",
    summary = "Read a unit",
    description = "One life-circle unit with its outline in the datum asked for.",
    params(ReadUnit),
    responses((status = 200, description = "The unit", body = UnitView)),
)]
#[get("/v1/units/{unit}")]
pub async fn read_unit(app: Data<App>, unit: Id<UnitId>, query: Query<ReadUnit>) -> Result<Reply, Problem> {
    let unit = store::unit(app.db().reads(), unit.0).await?;
    Ok(Reply::ok(&UnitView::new(&unit, query.0.datum.unwrap_or(DatumWord::Wgs84))))
}
