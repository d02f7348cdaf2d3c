use actix_web::post;
use actix_web::web::Data;
use domain::account::Means;

use super::device::Device;
use super::entry::{self, Entry};
use crate::accounts::rights::consents::policies::Consentable;
use crate::accounts::rights::{consents, erasure};
use crate::accounts::view::TokensView;
use crate::accounts::wechat::WeChatCode;
use crate::accounts::{people, wechat};
use crate::http::body::Body;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::infra::db::Tx;
use crate::infra::wechat::WeChatIdentity;
use crate::problem::{Kind, Problem};
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Sign in with WeChat",
    description = "Asks WeChat whose code of `wx.login` this is, and begins a session. The first sign-in makes an \
        account without a number, which is never joined to another account by itself: use `bind_phone`, or sign in by \
        phone and use `bind_wechat`.",
    request_body = WeChatCode,
    responses(
        (status = 201, description = "The session's tokens", body = TokensView),
        (status = 401, description = "WeChat does not know the code, or it has expired: `wechat-code-refused`"),
        (status = 403, description = "`wechat-account-blocked` by WeChat, or `account-disabled` here"),
        (status = 409, description = "This service has no WeChat app: `wechat-not-set-up`"),
    ),
)]
#[post("/v1/auth/sessions/wechat")]
pub async fn sign_in_with_wechat(
    app: Data<App>,
    caller: Anyone,
    device: Device,
    body: Body<WeChatCode>,
) -> Result<Reply, Problem> {
    let code = wechat::code(body.0.code, "/code")?;
    let identity = app.wechat().identity(&code).await?;
    erasure::settle(&app).await?;
    let inner = App::clone(&app);
    let entry = app.write(&caller, async move |tx| enter(tx, &inner, &identity, device.0).await).await?;
    entry.reply(Kind::WeChatCodeRefused)
}

async fn enter(tx: &Tx, app: &App, identity: &WeChatIdentity, device: String) -> Result<Entry, Problem> {
    tx.leave_public_reads();
    let (keys, app_id) = (app.keys(), app.wechat().app_id());
    let known_as = wechat::store::claim(tx, keys, app_id, identity).await?;
    if let Some(account) = wechat::store::account_of(tx.conn(), app_id, &known_as).await? {
        let rests = people::store::lock_rests(tx, account).await?;
        // The owner may have unbound WeChat while this waited for the lock.
        if wechat::store::account_of(tx.conn(), app_id, &known_as).await? == Some(account) {
            if consents::allows(tx.conn(), account, Consentable::WeChatUnion, tx.now()).await? {
                wechat::store::save_unionid(tx, keys, account, &known_as, identity).await?;
            }
            return entry::admit(tx, app, account, &rests, Means::WeChat, device).await;
        }
    }
    let account = people::store::insert_resident(tx, keys, None, None).await?;
    wechat::store::insert(tx, keys, account, app_id, identity).await?;
    let rests = people::store::lock_rests(tx, account).await?;
    entry::admit(tx, app, account, &rests, Means::WeChat, device).await
}
