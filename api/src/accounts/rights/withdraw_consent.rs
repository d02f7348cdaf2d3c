use actix_web::delete;
use actix_web::web::Data;
use domain::consent::Decision;

use super::consents::policies::{Consentable, POLICIES};
use super::consents::store::{self, New};
use super::consents::view::{ConsentView, ConsentsView};
use super::give_consent::purpose;
use crate::accounts::{people, wechat};
use crate::http::caller::Resident;
use crate::http::path::Words;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

/// A refusal is stored without the place where it was made.
const ANYWHERE: &str = "any";

#[utoipa::path(
    tag = "accounts",
    summary = "Withdraw or refuse consent",
    description = "Says no to one purpose: withdraws consent, or stores that I don't want to be asked. What rested \
        on the consent is deleted at once. Repeating it changes nothing.",
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "What I decided", body = ConsentsView),
        (status = 409, description = "The purpose rests on something else: `consent-not-the-ground`"),
    ),
)]
#[delete("/v1/me/consents/{purpose}")]
pub async fn withdraw_consent(app: Data<App>, caller: Resident, words: Words) -> Result<Reply, Problem> {
    let policy = POLICIES.present(app.clock().now()).ok_or_else(Problem::not_found)?;
    let (purpose, text_hash) = purpose(&words, policy)?;
    let (inner, account) = (App::clone(&app), caller.account());
    app.write(&caller, async move |tx| {
        people::store::lock(tx, account).await?;
        let newest = store::newest(tx.conn(), account, purpose.word()).await?;
        // A no to earlier words is stored again for today's words, because that is another question.
        let before = newest.filter(|decided| decided.decision == Decision::Given || decided.text_hash == text_hash);
        if let Some(decision) = Decision::no_after(before.map(|decided| decided.decision)) {
            let (policy_version, text_hash, channel) = (policy.version.as_str(), text_hash.as_str(), ANYWHERE);
            let (purpose, guardian) = (purpose.word(), None);
            let new = New { account, purpose, policy_version, text_hash, decision, channel, guardian };
            store::insert(tx, inner.keys(), new).await?;
            tx.audit("withdraw_consent", account.0);
        }
        match purpose {
            Consentable::WeChatUnion => wechat::store::forget_unionid(tx, account).await?,
        }
        let items = store::of(tx.conn(), account).await?.into_iter().map(ConsentView::from).collect();
        Ok(Reply::ok(&ConsentsView { items }))
    })
    .await
}
