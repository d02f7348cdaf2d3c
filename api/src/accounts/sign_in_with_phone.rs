use actix_web::post;
use actix_web::web::Data;
use domain::account::{Means, PhoneCode};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::device::Device;
use super::sessions::store;
use super::view::TokensView;
use super::{people, sessions};
use crate::app::App;
use crate::http::body::Body;
use crate::http::caller::Anyone;
use crate::http::problem::{Kind, Problem};
use crate::http::reply::Reply;
use crate::infra::db::Tx;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhoneSignIn {
    /// From the answer of `request_phone_code`.
    request_id: Uuid,
    #[schema(min_length = 6, max_length = 6, pattern = "^[0-9]{6}$", example = "042137")]
    code: String,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Sign in with a code",
    description = "Redeems the code of a request, once, and begins a session. The first sign-in of a number makes its account. Every try counts, right or wrong.",
    request_body = PhoneSignIn,
    responses(
        (status = 201, description = "The session's tokens", body = TokensView),
        (status = 403, description = "The code was right and the account is disabled: `account-disabled`"),
        (status = 401, description = "Wrong, tried too often, too old or used: `code-refused` for all of these"),
    ),
)]
#[post("/v1/auth/sessions/phone")]
pub async fn sign_in_with_phone(
    app: Data<App>,
    caller: Anyone,
    device: Device,
    body: Body<PhoneSignIn>,
) -> Result<Reply, Problem> {
    let Body(PhoneSignIn { request_id, code }) = body;
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Problem::field("/code", "malformed", "must be six digits", "应为 6 位数字"));
    }
    let inner = App::clone(&app);
    // A refusal is not an error of the transaction: the try must be kept.
    let tokens = app.write(&caller, async move |tx| redeem(tx, &inner, request_id, &code, device.0).await).await?;
    let tokens = tokens.ok_or_else(|| Problem::new(Kind::CodeRefused))?;
    Ok(Reply::created("/v1/auth/sessions/current".to_owned(), &tokens))
}

async fn redeem(tx: &Tx, app: &App, request: Uuid, code: &str, device: String) -> Result<Option<TokensView>, Problem> {
    let keys = app.keys();
    let Some(sent) = store::code_for_update(tx, keys, request).await? else { return Ok(None) };
    let Ok(counted) = sent.code.count_try(tx.now()) else { return Ok(None) };
    if !sessions::is_code(keys, request, code, &sent.hash) {
        store::update_code(tx, request, &counted).await?;
        tx.audit("refuse_phone_code", request);
        return Ok(None);
    }
    store::update_code(tx, request, &PhoneCode { used_at: Some(tx.now()), ..counted }).await?;
    let known_as = people::store::claim_phone(tx, keys, &sent.phone).await?;
    let account = match people::store::by_phone(tx.conn(), &known_as).await? {
        Some(account) => account,
        None => people::store::insert_resident(tx, keys, &sent.phone).await?,
    };
    sessions::begin(tx, app, account, Means::PhoneCode, device).await.map(Some)
}
