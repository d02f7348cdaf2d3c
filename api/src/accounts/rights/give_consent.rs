use actix_web::put;
use actix_web::web::Data;
use domain::account::DisplayName;
use domain::consent::Decision;
use serde::Deserialize;
use utoipa::ToSchema;

use super::consents::policies::{Consentable, POLICIES, Policy};
use super::consents::store::{self, New};
use super::consents::view::{ConsentChannelWord, ConsentView, ConsentsView};
use crate::accounts::people;
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::path::Words;
use crate::http::reply::Reply;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConsent {
    /// The version that was shown. It must be the present one.
    #[schema(min_length = 1, max_length = 20, example = "2026-01")]
    policy_version: String,
    channel: ConsentChannelWord,
    /// The name of the guardian who agrees for a person under fourteen (PIPL 31). It is stored encrypted.
    #[schema(min_length = 1, max_length = 40, example = json!(null))]
    guardian_name: Option<String>,
}

/// The purpose in the path, as the present policy words it: 404 if there is no such purpose, 409 if it does not rest on
/// consent.
pub fn purpose(words: &Words, policy: &Policy) -> Result<(Consentable, String), Problem> {
    let asked = policy.purpose(words.get(0)).ok_or_else(Problem::not_found)?;
    let known = Consentable::from_word(&asked.word).filter(|_| asked.rests_on_consent());
    Ok((known.ok_or_else(|| Problem::new(Kind::ConsentNotTheGround))?, asked.text_hash()))
}

#[utoipa::path(
    tag = "accounts",
    summary = "Agree to a purpose",
    description = "Agrees to one purpose in the words of the present version of the policy. Repeating it changes \
        nothing. The service does its duties without it.",
    request_body = NewConsent,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "What I decided", body = ConsentsView),
        (status = 409, description = "Not the present version: `policy-changed`; or `consent-not-the-ground`"),
    ),
)]
#[put("/v1/me/consents/{purpose}")]
pub async fn give_consent(
    app: Data<App>,
    caller: Resident,
    words: Words,
    body: Body<NewConsent>,
) -> Result<Reply, Problem> {
    let NewConsent { policy_version, channel, guardian_name } = body.0;
    let guardian = guardian_name.as_deref().map(DisplayName::parse).transpose().field("/guardian_name")?;
    let policy = POLICIES.present(app.clock().now()).ok_or_else(Problem::not_found)?;
    let (purpose, text_hash) = purpose(&words, policy)?;
    if policy_version != policy.version {
        return Err(Problem::new(Kind::PolicyChanged));
    }
    let (inner, account) = (App::clone(&app), caller.account());
    app.write(&caller, async move |tx| {
        people::store::lock(tx, account).await?;
        let newest = store::newest(tx.conn(), account, purpose.word()).await?;
        if !newest.is_some_and(|decided| decided.allows(&text_hash)) {
            let (decision, guardian) = (Decision::Given, guardian.as_ref());
            let (policy_version, text_hash, channel) = (policy.version.as_str(), text_hash.as_str(), channel.word());
            let new = New { account, purpose: purpose.word(), policy_version, text_hash, decision, channel, guardian };
            store::insert(tx, inner.keys(), new).await?;
            tx.audit("give_consent", account.0);
        }
        let items = store::of(tx.conn(), account).await?.into_iter().map(ConsentView::from).collect();
        Ok(Reply::ok(&ConsentsView { items }))
    })
    .await
}
