use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;

use super::decision_in_reach;
use super::receipt::vote_of;
use crate::http::caller::ModeratorOrSteward;
use crate::http::page::{Listing, Page};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;
use crate::votes::common::{ResultObjectionView, VoteSteps, objections};

#[utoipa::path(
    tag = "owners",
    summary = "List objections to an owners' result",
    description = "The oldest first, with their answers. Not published: their texts may name people.",
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
    let vote = vote_of(decision_in_reach(&app, &caller, decision.0).await?.id);
    let page = Page::parse("list_owners_objections", query.limit, query.cursor.as_deref(), app.keys())?;
    let all = objections(app.db().reads(), vote, None, &page).await?;
    Ok(Reply::ok(&page.listing(all, |one| one.id.to_string(), ResultObjectionView::from)))
}
