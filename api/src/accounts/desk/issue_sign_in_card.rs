use actix_web::post;
use actix_web::web::Data;
use domain::ids::AccountId;

use super::cards::{self, SignInCardView};
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Issue a sign-in card",
    description = "For a resident who can't read a text message: a code to print, good once and for 24 hours. \
        The card before it becomes void. The resident's claimed or verified residency must lie in the moderator's \
        area. They get a notice. Not for staff or planners, and not for yourself. The code is shown only in this \
        answer; if the answer is lost, issue another card.",
    security(("session" = ["moderator"])),
    responses(
        (status = 201, description = "The card", body = SignInCardView),
        (status = 403, description = "Not for your role, or the account is disabled: `account-disabled`"),
        (status = 409, description = "`own-card`, or `no-card-for-staff`"),
    ),
)]
#[post("/v1/accounts/{account}/sign-in-cards")]
pub async fn issue_sign_in_card(app: Data<App>, caller: Moderator, account: Id<AccountId>) -> Result<Reply, Problem> {
    let (inner, account, by) = (App::clone(&app), account.0, caller.account());
    let authority = caller.authority().clone();
    app.write(&caller, async move |tx| {
        cards::may_be_helped(tx, &authority, account).await?;
        let card = cards::issue(tx, inner.keys(), account, by).await?;
        Ok(Reply::created(format!("/v1/accounts/{account}/sign-in-cards"), &card))
    })
    .await
}
