use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;

use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::problem::Problem;
use crate::record;
use crate::record::log::view::{ConsistencyView, Since};
use crate::state::App;
use crate::votes::{log, store};

#[utoipa::path(
    tag = "votes",
    summary = "Prove that the log only grew",
    description = "The hashes that prove that the log of the newest checkpoint begins with the first `from` leaves as \
        they were. RFC 9162, section 2.1.4.2, says how to check them with the roots of two checkpoints.",
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
    Ok(Reply::ok(&record::log::prove::consistency(&app, id.into(), from, newest).await?))
}
