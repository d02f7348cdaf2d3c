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
    /// How many sessions were confirmed.
    #[schema(example = 1)]
    pub sessions: u64,
    pub good_until: DateTime<Utc>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Confirm that a resident is here",
    description = "For a resident who can sign in only by card, stands before the moderator and asks for their data \
        (`request_my_export`) or for their erasure (`erase_me`): sessions that they began by card in the last ten \
        minutes count as freshly proved for five minutes. Their residency must lie in the moderator's area. They get a \
        notice. It does not allow them to change a phone or WeChat. Not for staff or planners, and not for yourself.",
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
