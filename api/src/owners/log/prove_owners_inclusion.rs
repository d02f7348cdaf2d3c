use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;

use super::newest::newest;
use crate::http::path::{Id, Words};
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::problem::Problem;
use crate::record::log::prove;
use crate::record::log::view::InclusionView;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Prove that an owner's ballot is in the log",
    description = "Finds a leaf by a receipt's tracker or commitment, and gives the leaf, its place, and the \
        hashes that lead to the checkpoint. A new ballot may have to wait a second for its checkpoint; until then \
        the answer is 404. Refused with `vote-not-opened` before opening.",
    params(("receipt" = String, Path, description = "Tracker (12 characters) or commitment (64 hexadecimal digits)", min_length = 12, max_length = 64)),
    responses(
        (status = 200, description = "The proof", body = InclusionView),
        (status = 409, description = "The decision has not been opened"),
    ),
)]
#[get("/v1/owners-decisions/{decision}/log/proofs/{receipt}")]
pub async fn prove_owners_inclusion(
    app: Data<App>,
    reader: Anyone,
    decision: Id<OwnersDecisionId>,
    words: Words,
) -> Result<Reply, Problem> {
    let note = newest(&app, &reader, decision.0).await?;
    let proof = prove::inclusion(&app, decision.0.into(), words.get(1), note).await?;
    Ok(Reply::ok(&proof.ok_or_else(Problem::not_found)?))
}
