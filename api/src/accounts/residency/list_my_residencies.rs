use actix_web::get;
use actix_web::web::Data;

use super::residencies::{ResidencyView, store};
use crate::accounts::people;
use crate::http::caller::Resident;
use crate::http::page::{Listing, Paging};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "List my residencies",
    description = "Where I live or work: what I claimed and what was decided, the oldest first.",
    params(Paging),
    security(("session" = ["resident"])),
    responses((status = 200, description = "A page of my residencies", body = Listing<ResidencyView>)),
)]
#[get("/v1/me/residencies")]
pub async fn list_my_residencies(app: Data<App>, caller: Resident, paging: Query<Paging>) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let page = paging.page("list_my_residencies", app.keys())?;
    let residencies = store::page_of(app.db().reads(), caller.account(), &page).await?;
    let name = people::public_name(app.db().reads(), app.keys(), caller.account()).await?;
    let view = |residency| ResidencyView::new(&residency, name.clone());
    Ok(Reply::ok(&page.listing(residencies, |residency| residency.id.to_string(), view)))
}
