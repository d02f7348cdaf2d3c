use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnerRegisterId;

use super::reach::in_reach;
use super::register_view::OwnerEntryView;
use super::store;
use crate::http::caller::Moderator;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "List owner entries",
    description = "The register flat by flat, so that staff can check it: names, and numbers with the middle digits \
        hidden. Each reading is an event of the audit trail.",
    params(Paging),
    security(("session" = ["moderator"])),
    responses((status = 200, description = "A page of entries, in the order of their flats", body = Listing<OwnerEntryView>)),
)]
#[get("/v1/owner-registers/{register}/entries")]
pub async fn list_owner_entries(
    app: Data<App>,
    caller: Moderator,
    register: Id<OwnerRegisterId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let register = in_reach(&app, &caller, register.0).await?;
    let inner = App::clone(&app);
    app.write(&caller, async move |tx| {
        let page = paging.page("list_owner_entries", inner.keys())?;
        let known = store::entries_page(tx.conn(), inner.keys(), register.id, &page).await?;
        tx.audit("list_owner_entries", register.id.0);
        Ok(Reply::ok(&page.listing(known, |known| known.id.to_string(), OwnerEntryView::from)))
    })
    .await
}
