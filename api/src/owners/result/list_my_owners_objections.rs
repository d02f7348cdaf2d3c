use actix_web::get;
use actix_web::web::Data;
use domain::ids::{OwnersDecisionId, RecordId};

use crate::http::caller::Resident;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::owners::store;
use crate::problem::Problem;
use crate::record::ResultObjectionView;
use crate::record::objections;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "List my objections to an owners' result",
    description = "My objections to this decision's result, the oldest first, with their answers.",
    params(Paging),
    security(("session" = ["resident"])),
    responses((status = 200, description = "A page of objections", body = Listing<ResultObjectionView>)),
)]
#[get("/v1/owners-decisions/{decision}/objections/me")]
pub async fn list_my_owners_objections(
    app: Data<App>,
    caller: Resident,
    decision: Id<OwnersDecisionId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let record = RecordId::from(store::decision(app.db().reads(), decision.0).await?.id);
    let page = paging.page("list_my_owners_objections", app.keys())?;
    let mine = objections(app.db().reads(), record, Some(caller.account()), &page).await?;
    Ok(Reply::ok(&page.listing(mine, |one| one.id.to_string(), ResultObjectionView::from)))
}
