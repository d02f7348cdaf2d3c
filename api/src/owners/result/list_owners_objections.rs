use actix_web::get;
use actix_web::web::Data;
use domain::ids::{OwnersDecisionId, RecordId};

use crate::http::caller::ModeratorOrSteward;
use crate::http::page::{Listing, Page};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::problem::Problem;
use crate::record::ResultObjectionView;
use crate::record::VoteSteps;
use crate::record::objections;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "List objections to an owners' result",
    description = "The oldest first, with their answers. They are not published, because their texts may name \
        people.",
    params(VoteSteps),
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "A page of objections", body = Listing<ResultObjectionView>)),
)]
#[get("/v1/owners-decisions/{decision}/objections")]
pub async fn list_owners_objections(
    app: Data<App>,
    caller: ModeratorOrSteward,
    decision: Id<OwnersDecisionId>,
    query: Query<VoteSteps>,
) -> Result<Reply, Problem> {
    let Query(query) = query;
    let record = RecordId::from(in_reach(&app, &caller, decision.0).await?.id);
    let page = Page::parse("list_owners_objections", query.limit, query.cursor.as_deref(), app.keys())?;
    let all = objections(app.db().reads(), record, None, &page).await?;
    Ok(Reply::ok(&page.listing(all, |one| one.id.to_string(), ResultObjectionView::from)))
}
