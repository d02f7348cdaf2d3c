use actix_web::post;
use actix_web::web::Data;
use domain::account::{CodeUse, Means};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::device::Device;
use super::entry::{self, Entry};
use super::phone_codes::{self, PresentedCode};
use crate::accounts::people;
use crate::accounts::rights::erasure;
use crate::accounts::view::TokensView;
use crate::http::body::Body;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::infra::db::Tx;
use crate::problem::{Kind, Problem};
use crate::state::App;

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
    description = "Redeems the code of a request, once, and begins a session. The first sign-in with a number makes \
        an account. Every try counts, right or wrong.",
    request_body = PhoneSignIn,
    responses(
        (status = 201, description = "The session's tokens", body = TokensView),
        (status = 401, description = "Wrong, tried too often, too old, used, or requested for another purpose: `code-refused` for all of these"),
        (status = 403, description = "The code was right and the account is disabled: `account-disabled`"),
    ),
)]
#[post("/v1/auth/sessions/phone")]
pub async fn sign_in_with_phone(
    app: Data<App>,
    caller: Anyone,
    device: Device,
    body: Body<PhoneSignIn>,
) -> Result<Reply, Problem> {
    let presented = PresentedCode::parse(body.0.request_id, body.0.code)?;
    erasure::settle(&app).await?;
    let inner = App::clone(&app);
    let entry = app.write(&caller, async move |tx| enter(tx, &inner, &presented, device.0).await).await?;
    entry.reply(Kind::CodeRefused)
}

async fn enter(tx: &Tx, app: &App, presented: &PresentedCode, device: String) -> Result<Entry, Problem> {
    tx.leave_public_reads();
    let keys = app.keys();
    let Some(proved) = phone_codes::redeem(tx, keys, presented, CodeUse::SignIn).await? else {
        return Ok(Entry::Refused);
    };
    let known_as = people::store::claim_phone(tx, keys, &proved.phone).await?;
    if let Some(account) = people::store::by_phone(tx.conn(), &known_as).await? {
        let rests = people::store::lock_rests(tx, account).await?;
        // The owner may have changed their number while this waited for the lock. Then no account has this number any
        // more.
        if rests.has_phone(&known_as) {
            return entry::admit(tx, app, account, &rests, Means::PhoneCode, device).await;
        }
    }
    let account = people::store::insert_resident(tx, keys, Some(&proved.phone), None).await?;
    let rests = people::store::lock_rests(tx, account).await?;
    entry::admit(tx, app, account, &rests, Means::PhoneCode, device).await
}
