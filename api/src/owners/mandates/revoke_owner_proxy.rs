use actix_web::delete;
use actix_web::web::Data;
use domain::ids::OwnerProxyId;

use super::proxies::{tell_holder, tell_owners};
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::owners::casting::take_out;
use crate::owners::reach::own_heads;
use crate::owners::store;
use crate::problem::{Kind, Problem};
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Revoke an owner's proxy",
    description = "For any owner of the head whose number is in the register, until the end of the decision, \
        whether the proxy was given in the app or on paper. If the head's present ballot was cast with the proxy, it \
        leaves the urn, and the log says that it is void; a ballot that came another way stays. The holder and every \
        owner of the head are told. Refused with `vote-closed` once the decision is over; revoking again changes \
        nothing.",
    security(("session" = ["resident"])),
    responses(
        (status = 204, description = "The proxy can't be used any more"),
        (status = 409, description = "The decision is over"),
    ),
)]
#[delete("/v1/owner-proxies/{owner_proxy}")]
pub async fn revoke_owner_proxy(
    app: Data<App>,
    caller: Resident,
    owner_proxy: Id<OwnerProxyId>,
) -> Result<Reply, Problem> {
    let (me, service) = (caller.account(), App::clone(&app));
    app.write(&caller, async move |tx| {
        let keys = service.keys();
        let decision = store::proxy(tx.conn(), keys, owner_proxy.0).await?.decision;
        let decision = store::decision_for_update(tx, decision).await?;
        let proxy = store::proxy(tx.conn(), keys, owner_proxy.0).await?;
        let opening = decision.opening().ok_or_else(Problem::broken)?; // no proxy is given before the opening
        let own = own_heads(&service, tx, opening, me).await;
        let is_mine = match own {
            Ok(own) => own.contains(&proxy.head),
            Err(refused) if refused.kind() == Kind::NotOnTheRoll => false,
            Err(broken) => return Err(broken),
        };
        if !is_mine {
            return Err(Problem::not_found());
        }
        if proxy.revoked_at.is_some() {
            return Ok(Reply::no_content());
        }
        let revoked = proxy.revoke(&decision, tx.now())?;
        store::update_proxy(tx, &revoked).await?;
        let live = store::ballot(tx.conn(), decision.id, &revoked.head).await?;
        if let Some(live) = live.filter(|live| live.proxy().is_some()) {
            take_out(tx, &decision, &revoked.head, &live).await?;
        }
        tell_holder(&service, tx, &revoked, Notice::ProxyRevoked).await?;
        tell_owners(&service, tx, opening.register, &revoked, Notice::ProxyRevoked).await?;
        tx.audit("revoke_owner_proxy", revoked.id.0);
        Ok(Reply::no_content())
    })
    .await
}
