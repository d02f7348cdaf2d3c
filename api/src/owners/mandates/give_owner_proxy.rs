use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, SubsecRound as _, Utc};
use domain::account::PhoneNumber;
use domain::ids::{OwnerProxyId, OwnersDecisionId};
use domain::owner::proxy::{OwnerProxy, Source};
use domain::register::Head;
use serde::Deserialize;
use utoipa::ToSchema;

use super::proxies::{insert_if_allowed, tell_holder, tell_owners};
use super::proxy_view::OwnerProxyView;
use crate::accounts;
use crate::http::body::Keyed;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::owners::reach::{chosen_head, own_heads};
use crate::owners::store;
use crate::owners::words::OwnerMandateWord;
use crate::problem::{OfField as _, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOwnerProxy {
    /// The phone number with which the holder signs in, or will sign in. The holder need not be an owner.
    #[schema(min_length = 11, max_length = 20, example = "13800138000")]
    holder_phone: String,
    says: OwnerMandateWord,
    /// The head for which the proxy is, as `read_my_owner_ballots` names it. Needed if you have several.
    #[schema(min_length = 1, max_length = 41, example = "3号/502")]
    head: Option<String>,
    /// The proxy is good until just before this time. If this is absent, it is good for as long as ballots are taken.
    expires_at: Option<DateTime<Utc>>,
}

#[utoipa::path(
    tag = "owners",
    summary = "Let somebody cast for me in an owners' decision",
    description = "Gives a mandate (委托书) for this decision and one head. Open to every owner whose number is in \
        the frozen register, from the opening until the end. It says the vote, or that the holder decides, and the \
        holder can cast nothing else. It belongs to the holder's phone number: a holder without an account can sign \
        in with the number later, and the answer does not tell whether there is an account. The mandate counts only \
        if it is used, and an owner's own ballot, in the app or on paper, goes before it. Every owner of the head \
        who has an account is told now and at each use. Refused with `way-not-offered`, `proxy-already-given`, \
        `proxy-holder-full` (the decision's `proxies_per_holder`), `proxy-chain`, `vote-not-opened`, `vote-closed` \
        or `vote-voided`.",
    request_body = NewOwnerProxy,
    security(("session" = ["resident"])),
    responses(
        (status = 201, description = "The proxy", body = OwnerProxyView),
        (status = 403, description = "No flat of the roll has the number that you sign in with"),
        (status = 409, description = "Not this proxy, or not now: the problem's type names the gate that is shut"),
    ),
)]
#[post("/v1/owners-decisions/{decision}/proxies")]
pub async fn give_owner_proxy(
    app: Data<App>,
    caller: Resident,
    decision: Id<OwnersDecisionId>,
    body: Keyed<NewOwnerProxy>,
) -> Result<Reply, Problem> {
    let NewOwnerProxy { holder_phone, says, head, expires_at } = body.value;
    let holder = PhoneNumber::parse(&holder_phone).field("/holder_phone")?;
    let (giver, wanted, service) = (caller.account(), head.map(Head::restore), App::clone(&app));
    app.once(&caller, &body.key, async move |tx| {
        let (decision, now) = (store::decision_for_update(tx, decision.0).await?, tx.now());
        let opening = decision.is_running(now)?;
        let head = chosen_head(own_heads(&service, tx, opening, giver).await?, wanted)?;
        let proxy = OwnerProxy {
            id: OwnerProxyId(tx.id()),
            decision: decision.id,
            head,
            holder,
            says: says.into(),
            until: expires_at.map(|at| at.trunc_subsecs(6)),
            given_at: now,
            source: Source::InApp { giver },
            used_by: None,
            revoked_at: None,
        };
        insert_if_allowed(&service, tx, &decision, opening.register, &proxy, None).await?;

        tell_holder(&service, tx, &proxy, Notice::ProxyHeld).await?;
        tell_owners(&service, tx, opening.register, &proxy, Notice::ProxyGiven).await?;
        tx.audit("give_owner_proxy", proxy.id.0);
        let phone = accounts::phone_of(tx.conn(), service.keys(), giver).await?.ok_or_else(Problem::broken)?;
        Ok(Reply::created("/v1/me/owner-proxies".to_owned(), &OwnerProxyView::new(&proxy, &phone, now)))
    })
    .await
}
