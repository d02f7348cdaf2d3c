use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;

use crate::http::caller::ModeratorOrSteward;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::record;
use crate::record::ResultObjectionView;
use crate::state::App;
use crate::votes::reach::in_reach;

#[utoipa::path(
    tag = "votes",
    summary = "List objections to the result",
    description = "The oldest first, with their answers. Not published: their texts may name people.",
    params(Paging),
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "A page of objections", body = Listing<ResultObjectionView>)),
)]
#[get("/v1/votes/{vote}/objections")]
pub async fn list_result_objections(
    app: Data<App>,
    caller: ModeratorOrSteward,
    vote: Id<VoteId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let vote = in_reach(&app, &caller, vote.0).await?.id;
    let page = paging.page("list_result_objections", app.keys())?;
    let objections = record::objections(app.db().reads(), vote.into(), None, &page).await?;
    Ok(Reply::ok(&page.listing(objections, |one| one.id.to_string(), ResultObjectionView::from)))
}
