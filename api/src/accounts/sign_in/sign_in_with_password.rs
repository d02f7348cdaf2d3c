use actix_web::post;
use actix_web::web::Data;
use domain::account::{Challenge, EmailAddress, Means, Password};
use domain::ids::AccountId;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::attempts::{self, Side};
use super::challenges::store::{self as challenges, StoredChallenge};
use super::device::Device;
use super::devices;
use crate::accounts::people;
use crate::accounts::secrets::factors;
use crate::accounts::sessions;
use crate::accounts::view::{FactorChallengeView, StaffTokensView};
use crate::http::body::Body;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::infra::db::Tx;
use crate::infra::secrets::{hash_of, is_secret, secret};
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordSignIn {
    #[schema(
        min_length = 6,
        max_length = 254,
        pattern = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",
        example = "wang@example.cn"
    )]
    email: String,
    #[schema(min_length = 1, max_length = 128, example = "correct horse battery staple")]
    password: String,
    /// From the last sign-in on this device.
    #[schema(min_length = 43, max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$")]
    device_token: Option<String>,
}

/// A sign-in under way, with what its transaction needs.
struct SignIn {
    app: App,
    caller: Anyone,
    device: Device,
    email: EmailAddress,
    password: String,
    token: Option<String>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Sign in with a password",
    description = "For staff and planners who accepted their invitation. If a second factor is active, the answer is \
        202 with a challenge for `confirm_second_factor`. The answer, and the time that it takes, are the same for an \
        unknown address, a disabled account and a wrong password. After five wrong passwords in a row unknown devices \
        have to wait, at first a minute and at most an hour; a device that sends its `device_token` is counted alone.",
    request_body = PasswordSignIn,
    responses(
        (status = 201, description = "The session's tokens", body = StaffTokensView),
        (status = 202, description = "Now prove the second factor", body = FactorChallengeView),
        (status = 401, description = "E-mail or password is wrong: `credentials-refused`"),
        (status = 429, description = "Too many wrong passwords, whether or not there is such an account: `too-many-attempts`"),
    ),
)]
#[post("/v1/auth/sessions/password")]
pub async fn sign_in_with_password(
    app: Data<App>,
    caller: Anyone,
    device: Device,
    body: Body<PasswordSignIn>,
) -> Result<Reply, Problem> {
    let Body(PasswordSignIn { email, password, device_token }) = body;
    let email = EmailAddress::parse(&email).field("/email")?;
    if password.chars().count() > Password::MAX {
        return Err(Problem::field("/password", "too_long", "must have at most 128 characters", "最多 128 个字符"));
    }
    if device_token.as_deref().is_some_and(|token| !is_secret(token)) {
        return Err(Problem::field("/device_token", "malformed", "must be a device token", "不是设备令牌"));
    }
    let sign_in = SignIn { app: App::clone(&app), caller, device, email, password, token: device_token };
    // In a task of its own, so that a counted try reports its outcome even if the client goes away.
    actix_web::rt::spawn(sign_in.proceed()).await.unwrap_or_else(|_| Err(Problem::broken()))
}

impl SignIn {
    async fn proceed(self) -> Result<Reply, Problem> {
        let Self { app, caller, device, email, password, token } = self;
        let find = async || people::store::by_email(app.db().reads(), app.keys(), &email, app.clock().now()).await;
        let device_of = match token {
            Some(token) => devices::store::by_token(app.db().reads(), &hash_of(&token)).await?,
            None => None,
        };
        let known = match device_of {
            Some(device) => find().await?.filter(|login| login.id == device.account).map(|_| device.id),
            None => None,
        };
        let side = known.map_or_else(|| Side::unknown_devices(app.keys(), &email), Side::known_device);
        attempts::begin(&app, &caller, side).await?;
        // Looked up only now, so that an unknown device that has to wait can't tell from the time whether there is an
        // account.
        let login = find().await?;
        let account = login.as_ref().map(|login| login.id);

        let stored = login.and_then(|login| login.usable_hash().cloned());
        let verified = app.passwords().verify(password, stored.clone()).await;
        let inner = app.clone();
        // A refusal must not roll the transaction back, because the wrong try has to be stored.
        let done = app.write(&caller, async move |tx| {
            let right = match (verified, account) {
                (Err(error), _) => {
                    attempts::end(tx, side, |attempts| attempts.given_up()).await?;
                    return Ok(Err(error.into()));
                }
                (Ok(true), Some(account)) => {
                    // Hashing took a while, and the password may have been changed meanwhile.
                    let login = people::store::lock(tx, account).await?;
                    Some(account).filter(|_| login.usable_hash() == stored.as_ref())
                }
                (Ok(true | false), _) => None,
            };
            let Some(right) = right else {
                attempts::was_wrong(tx, side, account.map_or(side.0, |account| account.0)).await?;
                return Ok(Err(Problem::new(Kind::CredentialsRefused)));
            };
            attempts::end(tx, side, |attempts| attempts.right()).await?;
            go_on(tx, &inner, right, side, known, device.0).await.map(Ok)
        });
        done.await?
    }
}

/// The password was right: a challenge if the person has a second factor, a session if not.
async fn go_on(
    tx: &Tx,
    app: &App,
    account: AccountId,
    side: Side,
    known: Option<Uuid>,
    device: String,
) -> Result<Reply, Problem> {
    if !factors::is_active(tx, app, account).await? {
        let tokens = sessions::begin(tx, app, account, Means::Password, device).await?;
        let device_token = devices::remember(tx, account, known).await?;
        let view = StaffTokensView { tokens, device_token };
        return Ok(Reply::created("/v1/auth/sessions/current".to_owned(), &view));
    }
    let (challenge, hash) = secret();
    let begun = Challenge::begin(tx.now());
    let new = StoredChallenge { id: tx.id(), account, challenge: begun, side, device: known };
    challenges::insert(tx, &new, hash).await?;
    tx.audit("begin_challenge", account.0);
    Ok(Reply::accepted(&FactorChallengeView { challenge, expires_at: begun.expires_at() }))
}
