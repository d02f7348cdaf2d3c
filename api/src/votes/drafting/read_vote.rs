use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;

use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;
use crate::votes::store;
use crate::votes::view::VoteView;

#[utoipa::path(
    tag = "votes",
    summary = "Read a vote",
    description = "Options, rule, lot order, times and, once open, size and hash of the frozen roll.",
    responses((status = 200, description = "The vote", body = VoteView)),
)]
#[get("/v1/votes/{vote}")]
pub async fn read_vote(app: Data<App>, vote: Id<VoteId>) -> Result<Reply, Problem> {
    let vote = store::vote(app.db().reads(), vote.0).await?;
    Ok(Reply::ok(&VoteView::from(&vote.as_of(app.clock().now()))))
}
