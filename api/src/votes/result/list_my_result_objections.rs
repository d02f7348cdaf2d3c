use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;

use crate::http::caller::Resident;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::record;
use crate::record::ResultObjectionView;
use crate::state::App;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "List my objections to the result",
    description = "My objections to the result of this vote, the oldest first, with their answers.",
    params(Paging),
    security(("session" = ["resident"])),
    responses((status = 200, description = "A page of objections", body = Listing<ResultObjectionView>)),
)]
#[get("/v1/votes/{vote}/objections/me")]
pub async fn list_my_result_objections(
    app: Data<App>,
    caller: Resident,
    vote: Id<VoteId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let vote = store::vote(app.db().reads(), vote.0).await?.id;
    let page = paging.page("list_my_result_objections", app.keys())?;
    let objections = record::objections(app.db().reads(), vote.into(), Some(caller.account()), &page).await?;
    Ok(Reply::ok(&page.listing(objections, |one| one.id.to_string(), ResultObjectionView::from)))
}
