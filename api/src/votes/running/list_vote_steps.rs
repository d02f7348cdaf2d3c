use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::step::StepKind;

use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::record;
use crate::record::VoteStepView;
use crate::state::App;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "List what was done to a vote",
    description = "Each pause, resumption, extension, early close and voiding with its reason, the oldest first.",
    params(Paging),
    responses((status = 200, description = "A page of steps", body = Listing<VoteStepView>)),
)]
#[get("/v1/votes/{vote}/steps")]
pub async fn list_vote_steps(app: Data<App>, vote: Id<VoteId>, paging: Query<Paging>) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let vote = store::vote(app.db().reads(), vote.0).await?.id;
    let page = paging.page("list_vote_steps", app.keys())?;
    let steps = record::steps(app.db().reads(), vote.into(), StepKind::is_public, &page).await?;
    Ok(Reply::ok(&page.listing(steps, |step| step.id.to_string(), VoteStepView::from)))
}
