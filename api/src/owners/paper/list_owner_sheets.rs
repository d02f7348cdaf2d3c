use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::owner::sheet::Sheet;
use serde::Deserialize;
use utoipa::IntoParams;

use super::sheet_view::OwnerSheetView;
use crate::http::caller::Moderator;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::owners::store;
use crate::problem::Problem;
use crate::record::words::KeyingStageWord;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListOwnerSheets {
    /// Only sheets at this stage.
    #[param(inline)]
    stage: Option<KeyingStageWord>,
}

#[utoipa::path(
    tag = "owners",
    summary = "List owners' sheets",
    description = "Which sheets were handed in and how far each is. If two people read a sheet differently, \
        everybody except those two sees both readings, so that a third person can settle it with the sheet in hand. \
        Each reading of this list is an audit event.",
    params(ListOwnerSheets, Paging),
    security(("session" = ["moderator"])),
    responses((status = 200, description = "A page of sheets", body = Listing<OwnerSheetView>)),
)]
#[get("/v1/owners-decisions/{decision}/sheets")]
pub async fn list_owner_sheets(
    app: Data<App>,
    caller: Moderator,
    decision: Id<OwnersDecisionId>,
    query: Listed<ListOwnerSheets>,
) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let id = in_reach(&app, &caller, decision.0).await?.id;
    let (inner, reader) = (App::clone(&app), caller.account());
    app.write(&caller, async move |tx| {
        let page = paging.page("list_owner_sheets", inner.keys())?;
        let sheets = store::sheets(tx.conn(), id, query.stage.map(Into::into), &page).await?;
        tx.audit("list_owner_sheets", id.0);
        let view = |sheet: Sheet| OwnerSheetView::shown_to(&sheet, reader);
        Ok(Reply::ok(&page.listing(sheets, |sheet| sheet.id.to_string(), view)))
    })
    .await
}
