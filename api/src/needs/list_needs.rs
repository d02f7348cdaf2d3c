use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store::{self, Filter};
use super::view::{FacilityWord, NeedView};
use crate::http::page::{Listing, Page};
use crate::http::query::Query;
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
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// `next_cursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

#[utoipa::path(
    tag = "needs",
    summary = "List needs",
    description = "What residents said, in the order they said it.",
    params(ListNeeds),
    responses((status = 200, description = "A page of needs", body = Listing<NeedView>)),
)]
#[get("/v1/needs")]
pub async fn list_needs(app: Data<App>, query: Query<ListNeeds>) -> Result<Reply, Problem> {
    let Query(query) = query;
    let page = Page::parse("list_needs", query.limit, query.cursor.as_deref(), app.keys())?;
    let filter = Filter {
        unit: query.unit_id.map(Into::into),
        hearing: query.meeting_id.map(Into::into),
        facility: query.facility.map(Into::into),
    };
    let needs = store::needs(app.db().reads(), filter, &page).await?;
    let datum = query.datum.unwrap_or(DatumWord::Wgs84);
    Ok(Reply::ok(&page.listing(needs, |need| need.id.to_string(), |need| NeedView::new(&need, datum))))
}
