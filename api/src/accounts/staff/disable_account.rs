use actix_web::post;
use actix_web::web::Data;
use domain::account::SessionEnd;
use domain::ids::AccountId;
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;

use super::appointments;
use super::oversight::overseen;
use crate::accounts::people;
use crate::accounts::people::store::Disabled;
use crate::accounts::sessions;
use crate::accounts::telling::tell_owner;
use crate::accounts::view::AccountStandingView;
use crate::http::body::Keyed;
use crate::http::caller::StewardOrCity;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Disablement {
    #[schema(min_length = 1, max_length = 500, example = "账号疑似被盗用，本人要求停用")]
    reason: String,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Disable an account",
    description = "Disables an account: all its sessions end within a second on every instance, and nobody can sign \
        in to it until it is enabled again. What the person did stays. A city administrator may disable anybody but \
        themselves; a steward may disable people all of whose posts they may fill, and residents of their area. The \
        person is told.",
    request_body = Disablement,
    security(("session" = ["steward", "city_administrator"])),
    responses((status = 200, description = "The account is disabled", body = AccountStandingView)),
)]
#[post("/v1/accounts/{account}/disablement")]
pub async fn disable_account(
    app: Data<App>,
    caller: StewardOrCity,
    account: Id<AccountId>,
    body: Keyed<Disablement>,
) -> Result<Reply, Problem> {
    let reason = Sentence::parse(&body.value.reason).field("/reason")?;
    let (inner, by, held, account) = (App::clone(&app), caller.account(), caller.authority().posts.clone(), account.0);
    app.once(&caller, &body.key, async move |tx| {
        let subject = overseen(tx, by, &held, account).await?;
        if subject.disabled.is_some() {
            return Err(Problem::new(Kind::AccountAlreadyDisabled));
        }
        if subject.runs_the_city {
            appointments::must_leave_a_city_administrator(tx, |held| held.account == account).await?;
        }
        let disabled = Disabled { at: tx.now(), why: reason.as_str().to_owned() };
        people::store::set_disabled(tx, account, Some(&disabled)).await?;
        sessions::end_others(tx, account, None, SessionEnd::AccountDisabled).await?;
        tx.audit("disable_account", account.0);
        tell_owner(tx, &inner, account, Notice::AccountDisabled, account.0).await?;
        let name = people::public_name(tx.conn(), inner.keys(), account).await?;
        Ok(Reply::ok(&AccountStandingView::new(account, name, Some(disabled))))
    })
    .await
}
