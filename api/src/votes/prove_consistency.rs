use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::log::consistency_nodes;

use super::log_view::{CheckpointView, ConsistencyView, Since};
use super::{log, store};
use crate::app::App;
use crate::http::caller::Anyone;
use crate::http::path::Id;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::reply::Reply;

#[utoipa::path(
    tag = "votes",
    summary = "Prove that the log only grew",
    description = "The hashes that show that the newest checkpoint's log begins with the first `from` leaves as they were. With the \
        roots of two checkpoints, RFC 9162, section 2.1.4.2, tells how to check.",
    params(Since),
    responses(
        (status = 200, description = "The proof", body = ConsistencyView),
        (status = 409, description = "The vote has not been opened"),
    ),
)]
#[get("/v1/votes/{vote}/log/consistency")]
pub async fn prove_consistency(
    app: Data<App>,
    caller: Anyone,
    vote: Id<VoteId>,
    query: Query<Since>,
) -> Result<Reply, Problem> {
    let from = query.0.from;
    let vote = store::vote(app.db().reads(), vote.0).await?;
    let id = vote.id;
    let newest = log::newest(&app, &caller, vote).await?;
    let nodes = consistency_nodes(from, newest.size).ok_or_else(|| {
        let (en, zh) = (format!("must be 1 to {}", newest.size), format!("应为 1 至 {}", newest.size));
        Problem::field("from", "out_of_range", en, zh)
    })?;
    let hashes = log::store::hashes(app.db().reads(), id, newest.size, &nodes).await?;
    Ok(Reply::ok(&ConsistencyView {
        vote_id: id.0,
        from,
        hashes: hashes.iter().map(ToString::to_string).collect(),
        checkpoint: CheckpointView::new(id.0, newest),
    }))
}
