use actix_web::post;
use actix_web::web::Data;
use domain::account::SessionEnd;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::choose::choose_password;
use super::resets::store;
use crate::accounts::people;
use crate::accounts::sessions;
use crate::accounts::sign_in::{challenges, devices};
use crate::accounts::telling::tell_owner;
use crate::http::body::Body;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::infra::secrets::{hash_of, is_secret};
use crate::notices::Notice;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordReset {
    /// The code from the mail.
    #[schema(
        min_length = 43,
        max_length = 43,
        pattern = "^[A-Za-z0-9_-]{43}$",
        example = "wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3"
    )]
    token: String,
    /// Any characters; nothing is trimmed or cut. A common or easily guessed password is refused with the code
    /// `too_common`.
    #[schema(min_length = 12, max_length = 128, example = "lantern pond thirteen geese")]
    password: String,
}

#[derive(Serialize, ToSchema)]
pub struct PasswordResetView {
    /// Send it with the next sign-in: then wrong passwords from other devices do not make this device wait.
    #[schema(example = "wZr1m2b0c9V8yT7q6P5o4N3m2L1k0J9h8G7f6E5d4C3")]
    pub device_token: Option<String>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Set a new password",
    description = "Redeems a mailed code, once. All sessions of the person end, all other codes and unfinished \
        sign-ins become void, known devices are forgotten, and the person is told by mail and notice. The second \
        factor stays as it is, and the next sign-in asks for it.",
    request_body = PasswordReset,
    responses(
        (status = 200, description = "The password is set; now sign in", body = PasswordResetView),
        (status = 409, description = "Unknown, used, replaced or too old, or the account is disabled: `reset-refused`"),
    ),
)]
#[post("/v1/auth/password-resets/redemption")]
pub async fn reset_password(app: Data<App>, caller: Anyone, body: Body<PasswordReset>) -> Result<Reply, Problem> {
    let Body(PasswordReset { token, password }) = body;
    if !is_secret(&token) {
        return Err(Problem::field("/token", "malformed", "must be the code of the mail", "不是邮件中的重置码"));
    }
    let (inner, token, refused) = (App::clone(&app), hash_of(&token), || Problem::new(Kind::ResetRefused));
    // Checked before hashing, so that nobody can make the service hash passwords with made-up codes.
    let found = store::by_token(app.db().reads(), &token).await?;
    let found = found.filter(|found| found.reset.stands(app.clock().now())).ok_or_else(refused)?;
    let password = choose_password(&app, found.account, password).await?.field("/password")?;
    let hash = app.passwords().hash(password).await?;
    app.write(&caller, async move |tx| {
        let account = found.account;
        let login = people::store::lock(tx, account).await?;
        let found = store::by_token(tx.conn(), &token).await?.filter(|found| found.reset.stands(tx.now()));
        let found = found.filter(|_| login.usable_hash().is_some()).ok_or_else(refused)?;
        if !store::use_reset(tx, found.id).await? {
            return Err(refused());
        }
        people::store::set_password(tx, account, hash).await?;
        store::void(tx, account).await?;
        challenges::store::forget(tx, account).await?;
        devices::forget(tx, account).await?;
        let device_token = devices::remember(tx, account, None).await?;
        sessions::end_others(tx, account, None, SessionEnd::ProofChanged).await?;
        tx.audit("reset_password", account.0);
        tell_owner(tx, &inner, account, Notice::PasswordReset, account.0).await?;
        Ok(Reply::ok(&PasswordResetView { device_token }))
    })
    .await
}
