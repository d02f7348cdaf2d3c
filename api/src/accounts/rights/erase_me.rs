use actix_web::delete;
use actix_web::web::Data;
use chrono::TimeDelta;
use domain::account::SessionEnd;

use super::erasure::ErasureView;
use crate::accounts::desk::cards;
use crate::accounts::secrets::resets;
use crate::accounts::sign_in::challenges;
use crate::accounts::staff::appointments;
use crate::accounts::telling::tell_owner;
use crate::accounts::{people, sessions};
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::infra::personal::erasing;
use crate::notices::Notice;
use crate::problem::{Kind, Problem};
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Erase my account",
    description = "Ends every session. From now on the account can't be used, and after the days of grace (seven \
        by default) everything that leads to me is erased. Until then I can sign in, but the session can only \
        `read_me`, `keep_me` and `sign_out`. Ballots stay and are counted. The answer says what is kept, why, and \
        until when. Needs a proof younger than five minutes (`prove_myself`).",
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "The account waits to be erased; what stays and why", body = ErasureView),
        (status = 403, description = "`proof-too-old`, `second-factor-needed`, or it waits to be erased already: `account-leaving`"),
        (status = 409, description = "I hold posts, or will: `holds-posts`"),
    ),
)]
#[delete("/v1/me")]
pub async fn erase_me(app: Data<App>, caller: Resident) -> Result<Reply, Problem> {
    caller.authority().is_fresh(app.clock().now())?;
    let (inner, account) = (App::clone(&app), caller.account());
    let grace = TimeDelta::days(i64::from(app.settings().erasure_grace_days));
    app.write(&caller, async move |tx| {
        people::store::lock(tx, account).await?;
        let posts = appointments::store::of(tx.conn(), account).await?;
        if posts.iter().any(|post| post.is_to_reckon_with(tx.now())) {
            return Err(Problem::new(Kind::HoldsPosts));
        }
        let until = tx.now() + grace;
        people::store::set_erase_after(tx, account, Some(until)).await?;
        // Unused cards, reset codes and unfinished sign-ins become void.
        cards::store::void(tx, account).await?;
        resets::store::void(tx, account).await?;
        challenges::store::forget(tx, account).await?;
        erasing::delete_rows(tx, account).await?;
        sessions::end_others(tx, account, None, SessionEnd::AccountErased).await?;
        tx.audit("erase_me", account.0);
        tell_owner(tx, &inner, account, Notice::ErasureAsked, account.0).await?;
        Ok(Reply::ok(&ErasureView::new(until)))
    })
    .await
}
