use actix_web::put;
use actix_web::web::Data;
use domain::ids::ProxyId;
use domain::vote::turnout::Channel;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::accounts;
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::actor::Caller as _;
use crate::infra::db::Unnamed;
use crate::notices::{self, Notice};
use crate::problem::Problem;
use crate::state::App;
use crate::votes::casting::{ReceiptView, WrittenBallot, for_voter, with_ballot};
use crate::votes::store;

with_ballot! {
    #[derive(Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    #[schema(example = json!({"choices": [1]}))]
    pub struct ProxyBallot {}
}

#[utoipa::path(
    tag = "votes",
    summary = "Cast for whoever gave me a proxy",
    description = "The proxy's holder casts with it, any number of times while the proxy stands and the vote takes \
        ballots: the last ballot counts. The voter for whom it is cast gets a notice, can read the receipt, too, and \
        can revoke the proxy together with the ballot. The same choice again gives the same receipt. Refused with \
        `proxy-revoked`, `proxy-expired`, `own-ballot-stands`, `way-not-offered` or `paper-handed-out`, or as \
        `cast_ballot` would be.",
    request_body = ProxyBallot,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "The receipt", body = ReceiptView),
        (status = 409, description = "Not with this proxy, or not now: the problem's type names the gate that is shut"),
    ),
)]
#[put("/v1/proxies/{proxy}/ballot")]
pub async fn cast_proxy_ballot(
    app: Data<App>,
    caller: Resident,
    proxy: Id<ProxyId>,
    body: Body<ProxyBallot>,
) -> Result<Reply, Problem> {
    let written = WrittenBallot::from(body.0);
    let (me, request, service) = (caller.account(), caller.actor().request, App::clone(&app));
    app.write(&caller, async move |tx| {
        let (keys, now) = (service.keys(), tx.now());
        let vote = store::proxy(tx.conn(), proxy.0).await?.vote;
        let vote = store::vote_exclusive(tx, vote).await?;
        let proxy = store::proxy(tx.conn(), proxy.0).await?;
        if proxy.holder != me {
            return Err(Problem::not_found());
        }
        let giver_is_there = accounts::is_in_use(tx.conn(), proxy.giver, now).await?;
        let has_paper = store::has_paper(tx.conn(), vote.id, &proxy.voter).await?;
        let live = store::live_of(tx.conn(), vote.id, &proxy.voter).await?;
        let was_used = proxy.used;
        let used = proxy.use_it(&vote, giver_is_there, live.as_ref().map(|live| live.channel), has_paper, now)?;
        let ballot = written.read(&vote.rule)?;

        let cast = for_voter::take(tx, keys, &vote, &used.voter, Channel::Proxy, live, ballot).await?;
        if !was_used {
            store::update_proxy(tx, &used).await?;
            let theirs = store::accounts_of(tx.conn(), vote.id, &used.voter).await?;
            notices::tell_all(tx, theirs.into_iter(), Notice::ProxyUsed, used.id.0).await?;
        }
        tx.audit_unnamed("cast_proxy_ballot", vote.id.0, Unnamed::One(request));
        Ok(Reply::ok(&ReceiptView::new(keys, &vote, &cast.taken)))
    })
    .await
}
