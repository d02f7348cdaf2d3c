use actix_web::post;
use actix_web::web::Data;
use domain::account::Standing;
use domain::appointment::Role;
use domain::ids::AccountId;

use super::cards::{self, SignInCardView};
use super::{appointments, people, residencies};
use crate::app::App;
use crate::http::caller::{Authority, Moderator};
use crate::http::path::Id;
use crate::http::problem::{Kind, Problem};
use crate::http::reply::Reply;
use crate::infra::db::Tx;

#[utoipa::path(
    tag = "accounts",
    summary = "Issue a sign-in card",
    description = "For a resident who can't read a text message: a code to print, good once and for 24 hours; the card before it is void. The resident's claimed or verified residency lies \
        in the moderator's area. The person is told by a notice. Never for staff or planners, never for oneself. The code is shown in this answer alone; if the answer is lost, issue another.",
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
        let rests = people::store::lock_rests(tx, account).await?;
        if !lives_in_reach(tx, &authority, account).await? || rests.standing == Standing::Erased {
            return Err(Problem::not_found());
        }
        if account == by {
            return Err(Problem::new(Kind::OwnCard));
        }
        if cards::is_for_staff(&rests, &appointments::store::of(tx.conn(), account).await?) {
            return Err(Problem::new(Kind::NoCardForStaff));
        }
        if rests.standing == Standing::Disabled {
            return Err(Problem::new(Kind::AccountDisabled));
        }
        let card = cards::issue(tx, inner.keys(), account, by).await?;
        Ok(Reply::created(format!("/v1/accounts/{account}/sign-in-cards"), &card))
    })
    .await
}

/// What lies outside the moderator's area is not theirs to know.
async fn lives_in_reach(tx: &Tx, authority: &Authority, account: AccountId) -> Result<bool, Problem> {
    let residencies = residencies::store::of(tx.conn(), account).await?;
    let mut live = residencies.iter().filter(|residency| residency.is_live());
    Ok(live.any(|residency| authority.post_over_area(&[Role::Moderator], residency.household.committee()).is_some()))
}
