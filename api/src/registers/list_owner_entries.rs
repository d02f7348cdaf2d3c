use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnerRegisterId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::reach::in_reach;
use super::register_view::OwnerEntryView;
use super::store;
use crate::http::caller::Moderator;
use crate::http::page::{Listing, Page};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListOwnerEntries {
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// `next_cursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

#[utoipa::path(
    tag = "owners",
    summary = "List owner entries",
    description = "The register flat by flat, so that staff can check it: names, and numbers with the middle digits \
        hidden. Each reading is an event of the audit trail.",
    params(ListOwnerEntries),
    security(("session" = ["moderator"])),
    responses((status = 200, description = "A page of entries, in the order of their flats", body = Listing<OwnerEntryView>)),
)]
#[get("/v1/owner-registers/{register}/entries")]
pub async fn list_owner_entries(
    app: Data<App>,
    caller: Moderator,
    register: Id<OwnerRegisterId>,
    query: Query<ListOwnerEntries>,
) -> Result<Reply, Problem> {
    let Query(query) = query;
    let register = in_reach(&app, &caller, register.0).await?;
    let inner = App::clone(&app);
    app.write(&caller, async move |tx| {
        let page = Page::parse("list_owner_entries", query.limit, query.cursor.as_deref(), inner.keys())?;
        let known = store::entries_page(tx.conn(), inner.keys(), register.id, &page).await?;
        tx.audit("list_owner_entries", register.id.0);
        Ok(Reply::ok(&page.listing(known, |known| known.id.to_string(), OwnerEntryView::from)))
    })
    .await
}
