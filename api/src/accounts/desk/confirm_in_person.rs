use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::{CARD_PRESENCE_MINUTES, PROOF_MINUTES};
use domain::ids::AccountId;
use serde::Serialize;
use utoipa::ToSchema;

use super::cards;
use crate::accounts::sessions;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::{self, Notice};
use crate::problem::{Kind, Problem};
use crate::state::App;

#[derive(Serialize, ToSchema)]
pub struct PresenceView {
    /// Sessions it is good for.
    #[schema(example = 1)]
    pub sessions: u64,
    pub good_until: DateTime<Utc>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Confirm that a resident is here",
    description = "For somebody who can sign in by card alone, stands before the moderator and asks for their data (`request_my_export`) or to be erased (`erase_me`): their sessions begun by a card \
        in the last ten minutes are fresh for five minutes. Their residency lies in the moderator's area. The person is told by a notice. It never lets anybody change a phone or WeChat; never for staff or planners, never for oneself.",
    security(("session" = ["moderator"])),
    responses(
        (status = 200, description = "How many sessions, and until when", body = PresenceView),
        (status = 403, description = "Not for your role, or the account is disabled: `account-disabled`"),
        (status = 409, description = "`no-card-session`, `own-card`, or `no-card-for-staff`"),
    ),
)]
#[post("/v1/accounts/{account}/presence")]
pub async fn confirm_in_person(app: Data<App>, caller: Moderator, account: Id<AccountId>) -> Result<Reply, Problem> {
    let (account, authority) = (account.0, caller.authority().clone());
    app.write(&caller, async move |tx| {
        cards::may_be_helped(tx, &authority, account).await?;
        let now = tx.now();
        let since = now - TimeDelta::minutes(CARD_PRESENCE_MINUTES);
        let sessions = sessions::store::confirm_cards(tx, account, since).await?;
        if sessions == 0 {
            return Err(Problem::new(Kind::NoCardSession));
        }
        tx.change_authority();
        tx.audit("confirm_in_person", account.0);
        notices::tell(tx, account, Notice::ConfirmedInPerson, account.0).await?;
        Ok(Reply::ok(&PresenceView { sessions, good_until: now + TimeDelta::minutes(PROOF_MINUTES) }))
    })
    .await
}
