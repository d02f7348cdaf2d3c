use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, SubsecRound as _, Utc};
use domain::account::PhoneNumber;
use domain::ids::{OwnerProxyId, OwnersDecisionId};
use domain::owner::proxy::{OwnerProxy, Recorded, Source};
use domain::register::Head;
use serde::Deserialize;
use utoipa::ToSchema;

use super::proxies::insert_if_allowed;
use super::proxy_view::OwnerMandateView;
use crate::accounts;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;

use crate::owners::store::{self, Filed, MandateRow};
use crate::owners::words::{OwnerMandateDocumentWord, OwnerMandateWord};
use crate::problem::{OfField as _, Problem};
use crate::registers;
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOwnerMandate {
    /// The owner's head, by its code: building and room of its first flat.
    #[schema(min_length = 1, max_length = 41, example = "3号/502")]
    head: String,
    /// The phone number with which the holder signs in, or will sign in.
    #[schema(min_length = 11, max_length = 20, example = "13800138000")]
    holder_phone: String,
    says: OwnerMandateWord,
    /// The mandate is good until just before this time. If this is absent, it is good for as long as ballots are taken.
    expires_at: Option<DateTime<Utc>>,
    document: OwnerMandateEvidence,
}

/// The paper, so that somebody else can look at it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerMandateEvidence {
    kind: OwnerMandateDocumentWord,
    /// What the paper is filed under: a number, never a name. It is stored encrypted.
    #[schema(min_length = 1, max_length = 200, example = "委托书 2026-017")]
    reference: String,
}

#[utoipa::path(
    tag = "owners",
    summary = "Record an owner's mandate on paper",
    description = "Records a mandate (委托书) for this decision that was shown at the desk: whose it is, who holds it, \
        what it says, and which paper was seen. This is the first of two readings: the mandate can't be used until \
        another person has read the same from the paper (`confirm_owner_mandate`). A paper that says neither the vote \
        nor that the holder decides is no mandate. You can't record a mandate of which you are the holder. Refused for \
        the same reasons as `give_owner_proxy`.",
    request_body = NewOwnerMandate,
    security(("session" = ["moderator"])),
    responses(
        (status = 201, description = "The mandate, without what it says", body = OwnerMandateView),
        (status = 409, description = "Not this mandate, or not now: the problem's type names the gate that is shut"),
    ),
)]
#[post("/v1/owners-decisions/{decision}/mandates")]
pub async fn record_owner_mandate(
    app: Data<App>,
    caller: Moderator,
    decision: Id<OwnersDecisionId>,
    body: Keyed<NewOwnerMandate>,
) -> Result<Reply, Problem> {
    let NewOwnerMandate { head, holder_phone, says, expires_at, document } = body.value;
    let head = Head::parse(&head).ok_or_else(unknown)?;
    let holder = PhoneNumber::parse(&holder_phone).field("/holder_phone")?;
    let reference = Filed::parse(&document.reference).field("/document/reference")?;
    let kind = document.kind.into();
    in_reach(&app, &caller, decision.0).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &body.key, async move |tx| {
        let (decision, keys, now) = (store::decision_for_update(tx, decision.0).await?, service.keys(), tx.now());
        let register = decision.is_running(now)?.register;
        if registers::held(tx.conn(), register, [&head]).await?.flats() == 0 {
            return Err(unknown());
        }
        if accounts::phone_of(tx.conn(), keys, by).await?.as_ref() == Some(&holder) {
            let (en, zh) = ("is yourself: somebody else records it", "受托人为您本人，请由其他工作人员录入");
            return Err(Problem::field("/holder_phone", "yourself", en, zh));
        }
        let proxy = OwnerProxy {
            id: OwnerProxyId(tx.id()),
            decision: decision.id,
            head,
            holder,
            says: says.into(),
            until: expires_at.map(|at| at.trunc_subsecs(6)),
            given_at: now,
            source: Source::OnPaper(Recorded { document: kind, by, confirmed_by: None }),
            used_by: None,
            revoked_at: None,
        };
        insert_if_allowed(&service, tx, &decision, register, &proxy, Some(&reference)).await?;
        tx.audit("record_owner_mandate", proxy.id.0);
        let row = MandateRow { proxy, reference: Some(reference.to_string()), revocation: None };
        let location = format!("/v1/owners-decisions/{}/mandates", decision.id);
        Ok(Reply::created(location, &OwnerMandateView::new(&row, false, now)))
    })
    .await
}

fn unknown() -> Problem {
    Problem::field("/head", "unknown", "is no head of this roll", "名册上没有此户号")
}
