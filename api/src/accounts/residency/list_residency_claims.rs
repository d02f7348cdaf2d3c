use actix_web::get;
use actix_web::web::Data;
use domain::ids::UnitId;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::residencies::store::{self, Filter};
use super::residencies::{ResidencyStateWord, ResidencyView};
use crate::accounts::people;
use crate::accounts::view::name_of;
use crate::http::caller::Moderator;
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListResidencyClaims {
    /// `claimed` if absent: claims that wait for a check.
    state: Option<ResidencyStateWord>,
    /// Only claims of this unit.
    unit_id: Option<Uuid>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "List residency claims",
    description = "Claims in the committees that my appointments cover, the oldest first. They hold personal data, \
        so each reading is an event of the audit trail.",
    params(ListResidencyClaims, Paging),
    security(("session" = ["moderator"])),
    responses((status = 200, description = "A page of claims", body = Listing<ResidencyView>)),
)]
#[get("/v1/residency-claims")]
pub async fn list_residency_claims(
    app: Data<App>,
    caller: Moderator,
    query: Listed<ListResidencyClaims>,
) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let (inner, reader) = (App::clone(&app), caller.account());
    let inside = caller.posts().map(|post| post.area().clone()).collect();
    let state = query.state.unwrap_or(ResidencyStateWord::Claimed).word();
    let filter = Filter { inside, state, unit: query.unit_id.map(UnitId) };
    app.write(&caller, async move |tx| {
        let page = paging.page("list_residency_claims", inner.keys())?;
        let claims = store::claims(tx.conn(), &filter, &page).await?;
        let names = people::public_names(tx.conn(), inner.keys(), claims.iter().map(|claim| claim.account)).await?;
        tx.audit("list_residency_claims", reader.0);
        let view = |claim: domain::residency::Residency| ResidencyView::new(&claim, name_of(&names, claim.account));
        Ok(Reply::ok(&page.listing(claims, |claim| claim.id.to_string(), view)))
    })
    .await
}
