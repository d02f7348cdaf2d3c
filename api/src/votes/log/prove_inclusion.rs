use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::Stage;

use crate::http::path::{Id, Words};
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::problem::{Kind, Problem};
use crate::record;
use crate::record::log::view::InclusionView;
use crate::state::App;
use crate::votes::{log, store};

#[utoipa::path(
    tag = "votes",
    summary = "Prove that a ballot is in the log",
    description = "Finds the leaf of a receipt by its tracker or commitment, and gives the leaf, its place, and the \
        hashes that lead to the root in the checkpoint. This proves that the ballot was taken, not what it says. While \
        the vote runs, a leaf that is not in the log is refused with `ballot-not-logged-yet`: until it is, the signed \
        receipt is the promise. Afterwards it is a 404.",
    params(("receipt" = String, Path, description = "Tracker (12 characters) or commitment (64 hexadecimal digits)", min_length = 12, max_length = 64)),
    responses(
        (status = 200, description = "The proof", body = InclusionView),
        (status = 409, description = "Not in the log yet, or the vote has not been opened"),
    ),
)]
#[get("/v1/votes/{vote}/log/proofs/{receipt}")]
pub async fn prove_inclusion(app: Data<App>, caller: Anyone, vote: Id<VoteId>, words: Words) -> Result<Reply, Problem> {
    let vote = store::vote(app.db().reads(), vote.0).await?.as_of(app.clock().now());
    let (id, stage) = (vote.id, vote.state.stage());
    let newest = log::newest(&app, &caller, vote).await?;
    let proof = record::log::prove::inclusion(&app, id.into(), words.get(1), newest).await?;
    let proof = proof.ok_or_else(|| match stage {
        Stage::Open | Stage::Paused => Problem::new(Kind::BallotNotLoggedYet),
        Stage::Drafted | Stage::Closed | Stage::Certified | Stage::Voided => Problem::not_found(),
    })?;
    Ok(Reply::ok(&proof))
}
