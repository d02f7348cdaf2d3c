use actix_web::put;
use actix_web::web::Data;
use domain::ids::OwnerProxyId;
use domain::vote::tally::owners::Voice;
use serde::Deserialize;
use utoipa::ToSchema;

use super::proxies::{around, tell_owners};
use crate::accounts;
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::owners::casting::{Said, take};
use crate::owners::result::OwnerBallotView;
use crate::owners::store::{self, CastBy};
use crate::owners::words::VoiceWord;
use crate::problem::Problem;
use crate::record::receipts::parse_nonce;
use crate::registers;
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerProxyBallot {
    /// Must be what the mandate says. The holder chooses only if the mandate leaves the choice to them.
    decision: VoiceWord,
    /// 32 random bytes from the device, in hex. The service draws them if this is absent.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    nonce: Option<String>,
}

#[utoipa::path(
    tag = "owners",
    summary = "Cast for an owner who authorised me",
    description = "For the person who signs in with the number to which the proxy was given, as often as they \
        like while the proxy stands and ballots are taken: the last ballot counts. It is the head's ballot, marked \
        as cast by proxy. Every owner of the head who has an account is told of it, can read its receipt, and may \
        revoke the proxy. Casting the same again gives the same receipt. Refused with `mandate-says-otherwise`, \
        `mandate-not-confirmed`, `proxy-revoked`, `proxy-expired`, `own-ballot-stands`, `paper-handed-out`, \
        `vote-paused`, `vote-closed` or `vote-voided`.",
    request_body = OwnerProxyBallot,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "The head's ballot as it is stored, with its receipt", body = OwnerBallotView),
        (status = 409, description = "Not with this proxy, or not now: the problem's type names the gate that is shut"),
    ),
)]
#[put("/v1/owner-proxies/{owner_proxy}/ballot")]
pub async fn cast_owner_proxy_ballot(
    app: Data<App>,
    caller: Resident,
    owner_proxy: Id<OwnerProxyId>,
    body: Body<OwnerProxyBallot>,
) -> Result<Reply, Problem> {
    let (me, service) = (caller.account(), App::clone(&app));
    let nonce = body.0.nonce.as_deref().map(parse_nonce).transpose()?;
    let voice = Voice::from(body.0.decision);
    app.write(&caller, async move |tx| {
        let keys = service.keys();
        let decision = store::proxy(tx.conn(), keys, owner_proxy.0).await?.decision;
        let decision = store::decision_for_update(tx, decision).await?; // no owner casts meanwhile
        let proxy = store::proxy(tx.conn(), keys, owner_proxy.0).await?;
        if accounts::phone_of(tx.conn(), keys, me).await?.as_ref() != Some(&proxy.holder) {
            return Err(Problem::not_found());
        }
        let live = store::ballot(tx.conn(), decision.id, &proxy.head).await?;
        let around = around(tx, &decision, &proxy, live.as_ref()).await?;
        let used = proxy.use_it(me, voice, &decision, around, tx.now())?;
        let opening = decision.takes_ballots(tx.now())?;

        let said = Said { head: &used.head, voice, nonce, by: CastBy::Holder(me, used.id) };
        let (cast, is_new) = take(&service, tx, &decision, said).await?;
        if is_new {
            store::update_proxy(tx, &used).await?;
            tell_owners(&service, tx, opening.register, &used, Notice::ProxyUsed).await?;
            tx.audit("cast_owner_proxy_ballot", used.id.0);
        }
        let held = registers::held(tx.conn(), opening.register, [&used.head]).await?;
        let holding = held.heads().remove(&used.head).unwrap_or_default();
        let view = OwnerBallotView::new(&used.head, &holding, Some(&cast));
        Ok(Reply::ok(&view.with_receipt(keys, decision.id, &cast)))
    })
    .await
}
