use actix_web::put;
use actix_web::web::Data;

use crate::accounts::me::present;
use crate::accounts::people;
use crate::accounts::telling::tell_owner;
use crate::accounts::view::MeView;
use crate::http::caller::Owner;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::problem::{Kind, Problem};
use crate::state::App;
use domain::account::Standing;

#[utoipa::path(
    tag = "accounts",
    summary = "Keep my account",
    description = "Withdraws my request for erasure while the account still waits; this session can do everything \
        again. An account that does not wait to be erased stays as it is.",
    security(("session" = ["resident"])),
    responses((status = 200, description = "My account", body = MeView)),
)]
#[put("/v1/me/keeping")]
pub async fn keep_me(app: Data<App>, caller: Owner) -> Result<Reply, Problem> {
    let (inner, account) = (App::clone(&app), caller.account());
    app.write(&caller, async move |tx| {
        match people::store::lock(tx, account).await?.standing {
            Standing::InUse => {}
            Standing::Leaving { .. } => {
                people::store::set_erase_after(tx, account, None).await?;
                tx.change_authority();
                tx.audit("keep_me", account.0);
                tell_owner(tx, &inner, account, Notice::AccountKept, account.0).await?;
            }
            // The account was disabled or erased while this waited for the lock.
            Standing::Disabled | Standing::Erased => return Err(Problem::new(Kind::SignInNeeded)),
        }
        Ok(Reply::ok(&present::read(tx.conn(), inner.keys(), account, tx.now()).await?))
    })
    .await
}
