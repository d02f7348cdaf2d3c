use actix_web::put;
use actix_web::web::Data;
use domain::ids::{AccountId, SessionId};

use super::{present, ways_in};
use crate::accounts::rights::consents::policies::Consentable;
use crate::accounts::rights::{consents, erasure};
use crate::accounts::view::MeView;
use crate::accounts::wechat::WeChatCode;
use crate::accounts::{people, wechat};
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::infra::wechat::WeChatIdentity;
use crate::notices::Notice;
use crate::problem::{Kind, Problem};
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Bind WeChat to my account",
    description = "From then on `sign_in_with_wechat` signs in to this account. Needs a proof younger than five \
        minutes (`prove_myself`). If another WeChat was bound, this one replaces it, and my other sessions end. A \
        WeChat that belongs to another account stays there.",
    request_body = WeChatCode,
    security(("session" = ["resident"])),
    responses(
        (status = 200, description = "My account", body = MeView),
        (status = 401, description = "Not signed in, or `wechat-code-refused`"),
        (status = 403, description = "`proof-too-old`, or `wechat-account-blocked`"),
        (status = 409, description = "`wechat-taken` by another account, or `wechat-not-set-up`"),
    ),
)]
#[put("/v1/me/wechat")]
pub async fn bind_wechat(app: Data<App>, caller: Resident, body: Body<WeChatCode>) -> Result<Reply, Problem> {
    let code = wechat::code(body.0.code, "/code")?;
    caller.authority().is_fresh_by_own_proof(app.clock().now())?;
    let identity = app.wechat().identity(&code).await?;
    erasure::settle(&app).await?;
    let (inner, account, this) = (App::clone(&app), caller.account(), caller.authority().session);
    let bound = app.write(&caller, async move |tx| bind(tx, &inner, account, this, &identity).await).await?;
    let view = bound.ok_or_else(|| Problem::new(Kind::WeChatTaken))?;
    Ok(Reply::ok(&view))
}

/// None if the identity belongs to another account. That refusal is in the trail, so it must be committed and is no
/// error here.
async fn bind(
    tx: &Tx,
    app: &App,
    account: AccountId,
    this: SessionId,
    identity: &WeChatIdentity,
) -> Result<Option<MeView>, Problem> {
    let (keys, app_id) = (app.keys(), app.wechat().app_id());
    let known_as = wechat::store::claim(tx, keys, app_id, identity).await?;
    people::store::lock(tx, account).await?;
    match wechat::store::account_of(tx.conn(), app_id, &known_as).await? {
        Some(owner) if owner == account => {} // repeated: nothing changes
        Some(_) => {
            tx.audit_refusal("bind_wechat", account.0);
            return Ok(None);
        }
        None => {
            let replaced = wechat::store::remove(tx, account).await? > 0;
            wechat::store::insert(tx, keys, account, app_id, identity).await?;
            ways_in::changed(tx, account, this, Notice::WeChatBound, replaced).await?;
            tx.audit(if replaced { "replace_wechat" } else { "bind_wechat" }, account.0);
        }
    }
    if consents::allows(tx.conn(), account, Consentable::WeChatUnion, tx.now()).await? {
        wechat::store::save_unionid(tx, keys, account, &known_as, identity).await?;
    }
    present::read(tx.conn(), keys, account, tx.now()).await.map(Some)
}
