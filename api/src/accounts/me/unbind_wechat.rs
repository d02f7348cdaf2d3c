use actix_web::delete;
use actix_web::web::Data;

use super::ways_in;
use crate::accounts::{people, wechat};
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::notices::Notice;
use crate::problem::{Kind, Problem};
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Unbind WeChat from my account",
    description = "WeChat does not sign in to this account any more, and my other sessions end. Needs a proof \
        younger than five minutes (`prove_myself`), and another way to sign in. If no WeChat is bound, it changes \
        nothing.",
    security(("session" = ["resident"])),
    responses(
        (status = 204, description = "No WeChat is bound"),
        (status = 403, description = "`proof-too-old`"),
        (status = 409, description = "Without it nobody could sign in: `only-way-in`"),
    ),
)]
#[delete("/v1/me/wechat")]
pub async fn unbind_wechat(app: Data<App>, caller: Resident) -> Result<Reply, Problem> {
    caller.authority().is_fresh_by_own_proof(app.clock().now())?;
    let (account, this) = (caller.account(), caller.authority().session);
    app.write(&caller, async move |tx| {
        let rests = people::store::lock_rests(tx, account).await?;
        if !wechat::store::is_bound(tx.conn(), account).await? {
            return Ok(Reply::no_content());
        }
        if rests.phone_index.is_none() && rests.password_hash.is_none() {
            return Err(Problem::new(Kind::OnlyWayIn));
        }
        wechat::store::remove(tx, account).await?;
        ways_in::changed(tx, account, this, Notice::WeChatUnbound, true).await?;
        tx.audit("unbind_wechat", account.0);
        Ok(Reply::no_content())
    })
    .await
}
