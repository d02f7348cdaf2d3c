use actix_web::post;
use actix_web::web::Data;
use domain::account::PhoneNumber;
use domain::ids::{OwnerProxyId, OwnersDecisionId};
use domain::owner::proxy::{Confirmed, SecondReading};
use serde::Deserialize;
use utoipa::ToSchema;

use super::proxies::{tell_holder, tell_owners};
use super::proxy_view::OwnerMandateView;
use crate::accounts;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Ids;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::owners::reach::in_reach;
use crate::owners::store;
use crate::owners::store::MandateRow;
use crate::owners::words::OwnerMandateWord;
use crate::problem::{OfField as _, Problem};
use crate::state::App;

/// What a second person reads from the paper, without seeing what the first recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerMandateRead {
    #[schema(min_length = 11, max_length = 20, example = "13800138000")]
    holder_phone: String,
    says: OwnerMandateWord,
}

#[utoipa::path(
    tag = "owners",
    summary = "Confirm an owner's mandate on paper",
    description = "For another person at the desk than the one who recorded the mandate, and not for its holder, \
        with the paper in hand. If both read the same, the mandate is good from then on, and the owners of the head \
        and the holder are told if they have accounts. If not, the record is discarded (`state` is null): both look \
        at the paper again, and the mandate is recorded anew. Refused with `mandate-not-yours-to-confirm`, \
        `mandate-already-confirmed`, `proxy-revoked`, `vote-closed` or `vote-voided`.",
    request_body = OwnerMandateRead,
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "The mandate, without what it says", body = OwnerMandateView),
        (status = 409, description = "Not now: the problem's type names the gate that is shut"),
    ),
)]
#[post("/v1/owners-decisions/{decision}/mandates/{owner_proxy}/confirmation")]
pub async fn confirm_owner_mandate(
    app: Data<App>,
    caller: Moderator,
    ids: Ids<OwnersDecisionId, OwnerProxyId>,
    body: Keyed<OwnerMandateRead>,
) -> Result<Reply, Problem> {
    let Ids(id, mandate) = ids;
    let OwnerMandateRead { holder_phone, says } = body.value;
    let holder = PhoneNumber::parse(&holder_phone).field("/holder_phone")?;
    in_reach(&app, &caller, id).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &body.key, async move |tx| {
        let (decision, keys, now) = (store::decision_for_update(tx, id).await?, service.keys(), tx.now());
        let row = store::mandate(tx.conn(), keys, id, mandate).await?;
        let holds_it = accounts::phone_of(tx.conn(), keys, by).await?.as_ref() == Some(&row.proxy.holder);
        tx.audit("confirm_owner_mandate", mandate.0);
        let reading = SecondReading { by, holds_it, holder: &holder, says: says.into() };
        let confirmed = row.proxy.clone().confirm(reading, &decision, now)?;
        let proxy = match confirmed {
            Confirmed::Stands(proxy) => proxy,
            Confirmed::Discarded => {
                store::discard_proxy(tx, mandate).await?;
                return Ok(Reply::ok(&OwnerMandateView::discarded(&row, now)));
            }
        };
        let register = decision.is_running(now)?.register;
        store::update_proxy(tx, &proxy).await?;
        tell_holder(&service, tx, &proxy, Notice::ProxyHeld).await?;
        tell_owners(&service, tx, register, &proxy, Notice::ProxyGiven).await?;
        Ok(Reply::ok(&OwnerMandateView::new(&MandateRow { proxy, ..row }, false, now)))
    })
    .await
}
