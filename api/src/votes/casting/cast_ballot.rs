use actix_web::put;
use actix_web::web::Data;
use domain::ids::VoteId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Cast;
use super::receipt_view::ReceiptView;
use super::with_ballot;
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::actor::Caller as _;
use crate::problem::Problem;
use crate::record::receipts::{fresh_nonce, parse_nonce};
use crate::state::App;
use crate::votes::casting;

with_ballot! {
    #[derive(Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    #[schema(example = json!({"choices": [1]}))]
    pub struct NewBallot {
        /// 32 random bytes from the device, hex, with which the device can recompute the commitment. When absent, the
        /// service draws them and does not show them while the vote runs.
        #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
        nonce: Option<String>,
    }
}

#[utoipa::path(
    tag = "votes",
    summary = "Cast or change my ballot",
    description = "For everyone on the frozen roll: `choices`, a `ranking` or `scores`, as the vote's method asks, any \
        number of times until the vote closes. The last ballot counts, and the voter's own takes the place of \
        one that somebody else cast for them. The same choice again gives the same receipt. Keep the receipt: \
        after the close it is the only thing that leads to the ballot. Refused with `not-on-the-roll`, \
        `vote-not-opened`, `vote-not-begun`, or `vote-closed`, and then the ballot cast before stands; with \
        `paper-handed-out` where the voter was handed a paper ballot.",
    request_body = NewBallot,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "The receipt", body = ReceiptView),
        (status = 403, description = "Not on the roll of this vote"),
        (status = 409, description = "Not now: the problem's type names the gate that is shut"),
    ),
)]
#[put("/v1/votes/{vote}/ballot")]
pub async fn cast_ballot(
    app: Data<App>,
    caller: Resident,
    vote: Id<VoteId>,
    body: Body<NewBallot>,
) -> Result<Reply, Problem> {
    let nonce = body.0.nonce.as_deref().map(parse_nonce).transpose()?;
    let (account, request) = (caller.account(), caller.actor().request);
    let cast = Cast { account, request, written: body.0.into(), nonce, fresh_nonce: fresh_nonce() };
    let (taken, vote) = casting::cast(&app, &caller, vote.0, cast).await?;
    Ok(Reply::ok(&ReceiptView::new(app.keys(), &vote, &taken)))
}
