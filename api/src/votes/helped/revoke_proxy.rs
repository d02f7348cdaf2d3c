use actix_web::delete;
use actix_web::web::Data;
use domain::ids::ProxyId;
use domain::vote::turnout::Channel;

use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::{self, Notice};
use crate::problem::Problem;
use crate::state::App;
use crate::votes::casting::for_voter;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "Revoke a proxy",
    description = "Until the close, for the person who gave the proxy or, where households vote, anybody of the \
        household. A ballot that was cast with the proxy and still stands leaves the urn, and the log says that it is \
        void; a ballot that came by another channel stays. The holder gets a notice. Refused with `vote-closed` once \
        the vote is over; the same again changes nothing.",
    security(("session" = ["resident"])),
    responses(
        (status = 204, description = "The proxy can't be used any more"),
        (status = 409, description = "The vote is over"),
    ),
)]
#[delete("/v1/proxies/{proxy}")]
pub async fn revoke_proxy(app: Data<App>, caller: Resident, proxy: Id<ProxyId>) -> Result<Reply, Problem> {
    let (me, service) = (caller.account(), App::clone(&app));
    app.write(&caller, async move |tx| {
        let vote = store::proxy(tx.conn(), proxy.0).await?.vote;
        let vote = store::vote_exclusive(tx, vote).await?;
        let proxy = store::proxy(tx.conn(), proxy.0).await?;
        if store::entry_of(tx.conn(), vote.id, me).await?.as_ref() != Some(&proxy.voter) {
            return Err(Problem::not_found());
        }
        if proxy.revoked_at.is_some() {
            return Ok(Reply::no_content());
        }
        let revoked = proxy.revoke(&vote, tx.now())?;
        store::update_proxy(tx, &revoked).await?;
        let live = store::live_of(tx.conn(), vote.id, &revoked.voter).await?;
        if let Some(live) = live.filter(|live| live.channel == Channel::Proxy) {
            for_voter::take_out(tx, service.keys(), &live.ballot).await?;
        }
        notices::tell(tx, revoked.holder, Notice::ProxyRevoked, revoked.id.0).await?;
        tx.audit("revoke_proxy", revoked.id.0);
        Ok(Reply::no_content())
    })
    .await
}
