use actix_web::get;
use actix_web::web::Data;
use domain::area::AreaCode;
use domain::ids::UnitId;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::residency_codes::{ResidencyCodeView, store};
use crate::http::caller::Moderator;
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListResidencyCodes {
    /// Only codes of this unit.
    unit_id: Option<Uuid>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "List residency codes",
    description = "Codes that were issued for the committees that my appointments cover, the oldest first: for whom \
        they are, how often they were used, and whether they are good. The codes themselves are never shown.",
    params(ListResidencyCodes, Paging),
    security(("session" = ["moderator"])),
    responses((status = 200, description = "A page of codes", body = Listing<ResidencyCodeView>)),
)]
#[get("/v1/residency-codes")]
pub async fn list_residency_codes(
    app: Data<App>,
    caller: Moderator,
    query: Listed<ListResidencyCodes>,
) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let page = paging.page("list_residency_codes", app.keys())?;
    let inside: Vec<AreaCode> = caller.posts().map(|post| post.area().clone()).collect();
    let codes = store::page(app.db().reads(), &inside, query.unit_id.map(UnitId), &page).await?;
    let now = app.clock().now();
    Ok(Reply::ok(&page.listing(codes, |code| code.id.to_string(), |code| ResidencyCodeView::new(&code, now))))
}
