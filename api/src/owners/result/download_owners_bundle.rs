use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;

use super::count::counted;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::owners::bundle::{self, OwnersBundleView};
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Download the bundle of an owners' decision",
    description = "Everything that is needed to repeat the count: what was fixed, the register's flats with areas \
        and heads, the log, its checkpoints, each head's ballot with the nonce that opens its commitment, and the \
        result. It names flats, never people. `sanhui verify` and `verify.py` check it offline. Refused with \
        `result-sealed` until the announced end and `vote-voided` if the decision was voided; 404 if ballots were cast \
        before the service had logs.",
    responses(
        (status = 200, description = "The bundle", body = OwnersBundleView),
        (status = 409, description = "Not over yet, not opened, or voided"),
    ),
)]
#[get("/v1/owners-decisions/{decision}/bundle")]
pub async fn download_owners_bundle(
    app: Data<App>,
    reader: Anyone,
    decision: Id<OwnersDecisionId>,
) -> Result<Reply, Problem> {
    Ok(Reply::ok(&bundle::of(&app, &counted(&app, &reader, decision.0).await?).await?))
}
