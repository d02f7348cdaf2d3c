use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;

use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::problem::Problem;
use crate::record::log::view::CheckpointView;
use crate::state::App;
use crate::votes::{log, store};

#[utoipa::path(
    tag = "votes",
    summary = "Read the log's checkpoint",
    description = "The length and the tree root of the vote's log, signed. While ballots are taken, leaves are \
        appended for ten voters or more at a time; when the vote ends, all the others are. The log only grows: keep \
        checkpoints, and ask `prove_consistency` from each to the next. Refused with `vote-not-opened` before opening; \
        404 for votes held before there were logs.",
    responses(
        (status = 200, description = "The newest checkpoint", body = CheckpointView),
        (status = 409, description = "The vote has not been opened"),
    ),
)]
#[get("/v1/votes/{vote}/log/checkpoint")]
pub async fn read_checkpoint(app: Data<App>, caller: Anyone, vote: Id<VoteId>) -> Result<Reply, Problem> {
    let vote = store::vote(app.db().reads(), vote.0).await?;
    let id = vote.id.0;
    let note = log::newest(&app, &caller, vote).await?;
    Ok(Reply::ok(&CheckpointView::new(id, note)))
}
