use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store::{self, Filter};
use super::view::{FacilityWord, NeedView};
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::places::DatumWord;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListNeeds {
    /// Only needs of this unit.
    unit_id: Option<Uuid>,
    /// Only needs submitted to this hearing.
    meeting_id: Option<Uuid>,
    /// Only needs about this kind of facility.
    facility: Option<FacilityWord>,
    /// Datum of the places in the answer; wgs84 when absent.
    datum: Option<DatumWord>,
}

#[utoipa::path(
    tag = "needs",
    summary = "List needs",
    description = "What residents said, in the order they said it.",
    params(ListNeeds, Paging),
    responses((status = 200, description = "A page of needs", body = Listing<NeedView>)),
)]
#[get("/v1/needs")]
pub async fn list_needs(app: Data<App>, query: Listed<ListNeeds>) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let page = paging.page("list_needs", app.keys())?;
    let filter = Filter {
        unit: query.unit_id.map(Into::into),
        hearing: query.meeting_id.map(Into::into),
        facility: query.facility.map(Into::into),
    };
    let needs = store::needs(app.db().reads(), filter, &page).await?;
    let datum = query.datum.unwrap_or(DatumWord::Wgs84);
    Ok(Reply::ok(&page.listing(needs, |need| need.id.to_string(), |need| NeedView::new(&need, datum))))
}
