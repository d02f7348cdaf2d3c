use actix_web::post;
use actix_web::web::Data;

use super::factors;
use crate::accounts::people;
use crate::accounts::telling::tell_owner;
use crate::accounts::view::RecoveryCodesView;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::problem::{Kind, Problem};
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Make new recovery codes",
    description = "Gives ten fresh recovery codes, which are shown once; the earlier ones become void. Needs a proof \
        younger than five minutes that was made with the second factor.",
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "The recovery codes", body = RecoveryCodesView),
        (status = 403, description = "The proof is older than five minutes, or was made without the second factor: `proof-too-old`"),
        (status = 409, description = "No second factor is active: `no-second-factor`"),
    ),
)]
#[post("/v1/me/second-factor/recovery-codes")]
pub async fn replace_recovery_codes(app: Data<App>, caller: Resident) -> Result<Reply, Problem> {
    let (inner, me, authority) = (App::clone(&app), caller.account(), caller.authority().clone());
    app.write(&caller, async move |tx| {
        people::store::lock(tx, me).await?;
        let active = factors::store::factor(tx.conn(), inner.keys(), me).await?.and_then(|known| known.active);
        let seed = active.ok_or_else(|| Problem::new(Kind::NoSecondFactor))?.seed;
        authority.is_fresh_by_factor(tx.now())?;
        let recovery_codes = factors::new_codes(tx, me, &seed).await?;
        tx.audit("replace_recovery_codes", me.0);
        tell_owner(tx, &inner, me, Notice::RecoveryCodesReplaced, me.0).await?;
        Ok(Reply::ok(&RecoveryCodesView { recovery_codes }))
    })
    .await
}
