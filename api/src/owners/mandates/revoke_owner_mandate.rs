use actix_web::post;
use actix_web::web::Data;
use domain::ids::{OwnerProxyId, OwnersDecisionId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::proxies::{tell_holder, tell_owners};
use super::proxy_view::OwnerMandateView;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Ids;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::owners::reach::in_reach;
use crate::owners::store::MandateRow;
use crate::owners::store::{self, Filed};
use crate::problem::{OfField as _, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerMandateRevocation {
    /// What the owner's written revocation is filed under: a number, never a name. It is stored encrypted.
    #[schema(min_length = 1, max_length = 200, example = "撤销委托声明 2026-003")]
    reference: String,
}

#[utoipa::path(
    tag = "owners",
    summary = "Revoke an owner's mandate on paper",
    description = "For a mandate that the owner revoked in writing at the desk, or that was recorded by mistake; \
        until the end of the decision. Staff may not take a ballot out of the urn, so this is refused with \
        `proxy-used` once the holder has cast: then the owner can hand in a sheet, which replaces the holder's \
        ballot, or revoke the proxy in the app. The owners of the head and the holder are told if they have \
        accounts. Also refused with `proxy-revoked`, `vote-closed` or `vote-voided`.",
    request_body = OwnerMandateRevocation,
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "The revoked mandate", body = OwnerMandateView),
        (status = 409, description = "Not now: the problem's type names the gate that is shut"),
    ),
)]
#[post("/v1/owners-decisions/{decision}/mandates/{owner_proxy}/revocation")]
pub async fn revoke_owner_mandate(
    app: Data<App>,
    caller: Moderator,
    ids: Ids<OwnersDecisionId, OwnerProxyId>,
    body: Keyed<OwnerMandateRevocation>,
) -> Result<Reply, Problem> {
    let Ids(id, mandate) = ids;
    let reference = Filed::parse(&body.value.reference).field("/reference")?;
    in_reach(&app, &caller, id).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &body.key, async move |tx| {
        let (decision, keys, now) = (store::decision_for_update(tx, id).await?, service.keys(), tx.now());
        let row = store::mandate(tx.conn(), keys, id, mandate).await?;
        let proxy = row.proxy.revoke_at_the_desk(&decision, now)?;
        let register = decision.is_running(now)?.register;
        store::update_proxy(tx, &proxy).await?;
        store::note_revocation(tx, keys, mandate, by, &reference).await?;
        tell_holder(&service, tx, &proxy, Notice::ProxyRevoked).await?;
        tell_owners(&service, tx, register, &proxy, Notice::ProxyRevoked).await?;
        tx.audit("revoke_owner_mandate", mandate.0);
        let row = MandateRow { proxy, revocation: Some(reference.to_string()), ..row };
        Ok(Reply::ok(&OwnerMandateView::new(&row, false, now)))
    })
    .await
}
