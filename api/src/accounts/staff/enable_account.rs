use actix_web::post;
use actix_web::web::Data;
use domain::ids::AccountId;

use super::oversight::overseen;
use crate::accounts::people;
use crate::accounts::telling::tell_owner;
use crate::accounts::view::AccountStandingView;
use crate::http::body::RequestKey;
use crate::http::caller::StewardOrCity;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::problem::{Kind, Problem};
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Enable an account",
    description = "Enables a disabled account. Its sessions stay ended, so the person signs in again. For the same \
        people who may disable it.",
    security(("session" = ["steward", "city_administrator"])),
    responses((status = 200, description = "The account can be used again", body = AccountStandingView)),
)]
#[post("/v1/accounts/{account}/enablement")]
pub async fn enable_account(
    app: Data<App>,
    caller: StewardOrCity,
    account: Id<AccountId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    let (inner, by, held, account) = (App::clone(&app), caller.account(), caller.authority().posts.clone(), account.0);
    app.once(&caller, &key, async move |tx| {
        let subject = overseen(tx, by, &held, account).await?;
        if subject.disabled.is_none() {
            return Err(Problem::new(Kind::AccountNotDisabled));
        }
        people::store::set_disabled(tx, account, None).await?;
        tx.change_authority();
        tx.audit("enable_account", account.0);
        tell_owner(tx, &inner, account, Notice::AccountEnabled, account.0).await?;
        let name = people::public_name(tx.conn(), inner.keys(), account).await?;
        Ok(Reply::ok(&AccountStandingView::new(account, name, None)))
    })
    .await
}
