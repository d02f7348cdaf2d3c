use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;

use super::newest::newest;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::problem::Problem;
use crate::record::log::view::CheckpointView;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Read the checkpoint of an owners' decision",
    description = "A signed statement of how long the decision's log is and what it contains. An acknowledged ballot \
        is in the log. A log only ever grows: keep the checkpoints that you read, and check with \
        `prove_owners_consistency` from one to the next. Refused with `vote-not-opened` before opening; 404 if the \
        decision was opened before the service had logs.",
    responses(
        (status = 200, description = "The newest checkpoint", body = CheckpointView),
        (status = 409, description = "The decision has not been opened"),
    ),
)]
#[get("/v1/owners-decisions/{decision}/log/checkpoint")]
pub async fn read_owners_checkpoint(
    app: Data<App>,
    reader: Anyone,
    decision: Id<OwnersDecisionId>,
) -> Result<Reply, Problem> {
    let note = newest(&app, &reader, decision.0).await?;
    Ok(Reply::ok(&CheckpointView::new(decision.0.0, note)))
}
