use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, SubsecRound as _, Utc};
use domain::ids::{AccountId, ProxyId, VoteId};
use domain::vote::proxy::Proxy;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::proxy_view::ProxyView;
use crate::accounts;
use crate::http::body::Keyed;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::{self, Notice};
use crate::problem::{Kind, Problem};
use crate::state::App;
use crate::votes::store;
use crate::votes::words::ProxyScopeWord;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"holder_account_id": "0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b", "scope": "free"}))]
pub struct NewProxy {
    /// The account of the person who is to cast for me. They find its id in `read_me` and can show it, say, as a code
    /// to scan. They need not be on the roll.
    holder_account_id: Uuid,
    scope: ProxyScopeWord,
    /// The proxy is good until just before this time; when absent, as long as the vote takes ballots.
    expires_at: Option<DateTime<Utc>>,
}

#[utoipa::path(
    tag = "votes",
    summary = "Let somebody cast for me",
    description = "An authorisation in writing (委托) for this vote alone, given by somebody on its frozen roll or, \
        where households vote, for their household; from the opening until the close. It counts only if it is used, \
        and takes away nobody's right to vote themself: the vote's rule says which ballot counts. Holder and voter get \
        a notice. Refused with `way-not-offered`, `proxy-already-given`, `proxy-holder-full` (the rule's \
        `proxies_per_holder`) or `proxy-chain`: a person who lets somebody cast for them may not cast for anybody \
        else.",
    request_body = NewProxy,
    security(("session" = ["resident"])),
    responses(
        (status = 201, description = "The proxy", body = ProxyView),
        (status = 403, description = "Not on the roll of this vote"),
        (status = 409, description = "Not to this holder, or not now: the problem's type names the gate that is shut"),
    ),
)]
#[post("/v1/votes/{vote}/proxies")]
pub async fn give_proxy(
    app: Data<App>,
    caller: Resident,
    vote: Id<VoteId>,
    body: Keyed<NewProxy>,
) -> Result<Reply, Problem> {
    let NewProxy { holder_account_id, scope, expires_at } = body.value;
    let (giver, holder, service) = (caller.account(), AccountId(holder_account_id), App::clone(&app));
    app.once(&caller, &body.key, async move |tx| {
        let vote = store::vote_exclusive(tx, vote.0).await?;
        vote.is_running(tx.now())?;
        let voter = store::entry_of(tx.conn(), vote.id, giver).await?;
        let voter = voter.ok_or_else(|| Problem::new(Kind::NotOnTheRoll))?;
        if !accounts::is_in_use(tx.conn(), holder, tx.now()).await? {
            let (en, zh) = ("is nobody who can sign in", "不是可登录的账号");
            return Err(Problem::field("/holder_account_id", "unknown", en, zh));
        }
        let proxy = Proxy {
            id: ProxyId(tx.id()),
            vote: vote.id,
            voter,
            giver,
            holder,
            scope: scope.into(),
            until: expires_at.map(|at| at.trunc_subsecs(6)),
            given_at: tx.now(),
            used: false,
            revoked_at: None,
        };
        proxy.check(&vote, store::giving(tx.conn(), &proxy, tx.now()).await?, tx.now())?;

        store::put_expired_away(tx, vote.id, &proxy.voter).await?;
        store::insert_proxy(tx, &proxy).await?;
        notices::tell(tx, holder, Notice::ProxyHeld, proxy.id.0).await?;
        let theirs = store::accounts_of(tx.conn(), vote.id, &proxy.voter).await?;
        notices::tell_all(tx, theirs.into_iter(), Notice::ProxyGiven, proxy.id.0).await?;
        tx.audit("give_proxy", proxy.id.0);
        let names = accounts::public_names(tx.conn(), service.keys(), [giver, holder].into_iter()).await?;
        Ok(Reply::created("/v1/me/proxies".to_owned(), &ProxyView::new(&proxy, giver, &names, tx.now())))
    })
    .await
}
