use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;

use super::count::counted;
use crate::http::path::Id;
use crate::http::streamed::Streamed;
use crate::infra::actor::Anyone;
use crate::problem::Problem;
use crate::state::App;
use crate::votes::bundle::{self, BundleView};

#[utoipa::path(
    tag = "votes",
    summary = "Download the bundle",
    description = "Everything that is needed to repeat the count: rules, log, checkpoints, ballots with the nonces \
        that open their commitments, result, and the ballots as CSV, PrefLib, ABIF and Pabulib. `sanhui verify` and \
        `verify.py` check it offline. Refused with `result-sealed` until the vote is over and `vote-voided` when it \
        was voided; 404 for votes held before there were logs.",
    responses(
        (status = 200, description = "The bundle", body = BundleView),
        (status = 409, description = "Sealed until the vote is over, not opened yet, or voided"),
    ),
)]
#[get("/v1/votes/{vote}/bundle")]
pub async fn download_bundle(app: Data<App>, caller: Anyone, vote: Id<VoteId>) -> Result<Streamed, Problem> {
    bundle::of(&app, &counted(&app, &caller, vote.0).await?).await
}
