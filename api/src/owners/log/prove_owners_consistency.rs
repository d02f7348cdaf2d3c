use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;

use super::newest::newest;
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::problem::Problem;
use crate::record::log::prove;
use crate::record::log::view::{ConsistencyView, Since};
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Prove that the log of an owners' decision only grew",
    description = "The hashes that prove that the log of the newest checkpoint begins with the same first `from` \
        leaves. RFC 9162, section 2.1.4.2, says how to check them with the tree roots of two checkpoints. Refused with \
        `vote-not-opened` before opening.",
    params(Since),
    responses(
        (status = 200, description = "The proof", body = ConsistencyView),
        (status = 409, description = "The decision has not been opened"),
    ),
)]
#[get("/v1/owners-decisions/{decision}/log/consistency")]
pub async fn prove_owners_consistency(
    app: Data<App>,
    reader: Anyone,
    decision: Id<OwnersDecisionId>,
    query: Query<Since>,
) -> Result<Reply, Problem> {
    let note = newest(&app, &reader, decision.0).await?;
    Ok(Reply::ok(&prove::consistency(&app, decision.0.into(), query.0.from, note).await?))
}
