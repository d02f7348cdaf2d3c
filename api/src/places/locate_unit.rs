use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;

use super::store;
use super::view::{DatumWord, UnitView};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;
use domain::geo::Position;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LocateUnit {
    /// Degrees east.
    #[param(minimum = 120.8, maximum = 122.3, example = 121.4737)]
    lon: f64,
    /// Degrees north.
    #[param(minimum = 30.6, maximum = 32.0, example = 31.2304)]
    lat: f64,
    /// Datum of the position: gcj02 for a position from a phone in China. The outline in the answer has the same datum.
    datum: DatumWord,
}

#[utoipa::path(
    tag = "places",
    summary = "Find the unit at a position",
    description = "The life-circle unit whose outline holds the position; 404 when none does. Where units overlap, it is the older one.",
    params(LocateUnit),
    responses(
        (status = 200, description = "The unit", body = UnitView),
        (status = 404, description = "No unit holds this position"),
    ),
)]
#[get("/v1/units/at")]
pub async fn locate_unit(app: Data<App>, query: Query<LocateUnit>) -> Result<Reply, Problem> {
    let Query(LocateUnit { lon, lat, datum }) = query;
    let position = Position::new(lon, lat, datum.into()).field("lon")?;
    let around = store::units_around(app.db().reads(), position).await?;
    let unit = around.iter().find(|unit| unit.outline().contains(position)).ok_or_else(Problem::not_found)?;
    Ok(Reply::ok(&UnitView::new(unit, datum)))
}
