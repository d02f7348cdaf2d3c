use actix_web::get;
use actix_web::web::Data;
use domain::ids::{OwnersDecisionId, RecordId};

use crate::http::caller::ModeratorOrSteward;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::problem::Problem;
use crate::record::ResultObjectionView;
use crate::record::objections;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "List objections to an owners' result",
    description = "The oldest first, with their answers. They are not published, because their texts may name \
        people.",
    params(Paging),
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "A page of objections", body = Listing<ResultObjectionView>)),
)]
#[get("/v1/owners-decisions/{decision}/objections")]
pub async fn list_owners_objections(
    app: Data<App>,
    caller: ModeratorOrSteward,
    decision: Id<OwnersDecisionId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let record = RecordId::from(in_reach(&app, &caller, decision.0).await?.id);
    let page = paging.page("list_owners_objections", app.keys())?;
    let all = objections(app.db().reads(), record, None, &page).await?;
    Ok(Reply::ok(&page.listing(all, |one| one.id.to_string(), ResultObjectionView::from)))
}
