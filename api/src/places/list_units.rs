use actix_web::get;
use actix_web::web::Data;
use domain::area::AreaCode;
use serde::Deserialize;
use utoipa::IntoParams;

use super::store;
use super::view::{DatumWord, UnitView};
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListUnits {
    /// Only units that lie in this area.
    #[param(pattern = "^31([0-9]{4}([0-9]{3}([0-9]{3})?)?)?$", example = "310101020")]
    area: Option<String>,
    /// Datum of the outlines in the answer; wgs84 when absent.
    datum: Option<DatumWord>,
}

#[utoipa::path(
    tag = "places",
    summary = "List units",
    description = "Life-circle units, the oldest first.",
    params(ListUnits, Paging),
    responses((status = 200, description = "A page of units", body = Listing<UnitView>)),
)]
#[get("/v1/units")]
pub async fn list_units(app: Data<App>, query: Listed<ListUnits>) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let area = query.area.as_deref().map(AreaCode::parse).transpose().field("area")?;
    let page = paging.page("list_units", app.keys())?;
    let units = store::units(app.db().reads(), area.as_ref(), &page).await?;
    let datum = query.datum.unwrap_or(DatumWord::Wgs84);
    Ok(Reply::ok(&page.listing(units, |unit| unit.id().to_string(), |unit| UnitView::new(&unit, datum))))
}
