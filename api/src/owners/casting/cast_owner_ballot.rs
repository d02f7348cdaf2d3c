use actix_web::put;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::register::Head;
use domain::vote::CastRefusal;
use domain::vote::tally::owners::Voice;
use serde::Deserialize;
use utoipa::ToSchema;

use super::taking::{Said, take};
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::reach::{chosen_head, own_heads};
use crate::owners::result::OwnerBallotView;
use crate::owners::store::{self, CastBy};
use crate::owners::words::VoiceWord;
use crate::problem::Problem;
use crate::record::receipts::parse_nonce;
use crate::registers;
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOwnerBallot {
    decision: VoiceWord,
    /// The head for which the ballot is, as `read_my_owner_ballots` names it. Needed if you have several.
    #[schema(min_length = 1, max_length = 41, example = "3号/502")]
    head: Option<String>,
    /// 32 random bytes from the device, in hex. The service draws them if this is absent.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    nonce: Option<String>,
}

#[utoipa::path(
    tag = "owners",
    summary = "Cast an owner's ballot",
    description = "Each head has one ballot: for, against or abstain. Any owner of its flats may cast it, and the \
        last one before the end counts. Ballots are named: after the end they are published with the flats, never with \
        names; until then the public log has only their commitments. The ballot in the answer carries its receipt, and \
        its leaf is in the log already. Refused with `vote-not-opened`, `vote-paused`, `vote-closed` or `vote-voided`; \
        with `paper-handed-out` if a sheet of the head was handed in.",
    request_body = NewOwnerBallot,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "The head's ballot as it is stored", body = OwnerBallotView),
        (status = 403, description = "No flat of the roll has the number that you sign in with"),
        (status = 409, description = "Not now: the problem's type names the gate that is shut"),
    ),
)]
#[put("/v1/owners-decisions/{decision}/ballot")]
pub async fn cast_owner_ballot(
    app: Data<App>,
    caller: Resident,
    decision: Id<OwnersDecisionId>,
    body: Body<NewOwnerBallot>,
) -> Result<Reply, Problem> {
    let (account, inner) = (caller.account(), App::clone(&app));
    let nonce = body.0.nonce.as_deref().map(parse_nonce).transpose()?;
    let (voice, wanted) = (Voice::from(body.0.decision), body.0.head.map(Head::restore));
    app.write(&caller, async move |tx| {
        let decision = store::decision_for_share(tx, decision.0).await?;
        let now = tx.now();
        let opening = decision.takes_ballots(now)?;
        let head = chosen_head(own_heads(&inner, tx, opening, account).await?, wanted)?;
        if store::has_sheet(tx.conn(), decision.id, &head).await? {
            return Err(CastRefusal::PaperHandedOut.into());
        }
        let (cast, is_new) =
            take(&inner, tx, &decision, Said { head: &head, voice, nonce, by: CastBy::Owner(account) }).await?;
        if is_new {
            tx.audit("cast_owner_ballot", decision.id.0);
        }
        let held = registers::held(tx.conn(), opening.register, [&head]).await?;
        let holding = held.heads().remove(&head).unwrap_or_default();
        Ok(Reply::ok(&OwnerBallotView::new(&head, &holding, Some(&cast)).with_receipt(
            inner.keys(),
            decision.id,
            &cast,
        )))
    })
    .await
}
