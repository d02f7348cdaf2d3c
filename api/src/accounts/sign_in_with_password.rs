use actix_web::post;
use actix_web::web::Data;
use domain::account::{EmailAddress, Means, Password};
use serde::Deserialize;
use utoipa::ToSchema;

use super::device::Device;
use super::view::TokensView;
use super::{people, sessions};
use crate::app::App;
use crate::http::body::Body;
use crate::http::caller::Anyone;
use crate::http::problem::{Kind, OfField, Problem};
use crate::http::reply::Reply;

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
}

#[utoipa::path(
    tag = "accounts",
    summary = "Sign in with a password",
    description = "For staff and planners who accepted their invitation. The answer, and the time it takes, are the same for an unknown address and a wrong password.",
    request_body = PasswordSignIn,
    responses(
        (status = 201, description = "The session's tokens", body = TokensView),
        (status = 401, description = "E-mail or password is wrong: `credentials-refused`"),
    ),
)]
#[post("/v1/auth/sessions/password")]
pub async fn sign_in_with_password(
    app: Data<App>,
    caller: Anyone,
    device: Device,
    body: Body<PasswordSignIn>,
) -> Result<Reply, Problem> {
    let Body(PasswordSignIn { email, password }) = body;
    let email = EmailAddress::parse(&email).field("/email")?;
    if password.chars().count() > Password::MAX {
        return Err(Problem::field("/password", "too_long", "must have at most 128 characters", "最多 128 个字符"));
    }
    let refused = || Problem::new(Kind::CredentialsRefused);
    let login = people::store::by_email(app.db().reads(), app.keys(), &email).await?;
    let account = login.as_ref().map(|login| login.id);
    let stored = login.and_then(|login| login.password_hash);
    let right = app.passwords().verify(password, stored.clone()).await?;
    let account = account.filter(|_| right).ok_or_else(refused)?;
    let inner = App::clone(&app);
    let tokens = app.write(&caller, async move |tx| {
        // Hashing took a while: the password that was right may have been changed meanwhile.
        if people::store::lock(tx, account).await?.password_hash != stored {
            return Err(refused());
        }
        if !people::store::is_in_use(tx.conn(), account).await? {
            tx.audit_refusal("sign_in_to_disabled_account", account.0);
            return Ok(None);
        }
        sessions::begin(tx, &inner, account, Means::Password, device.0).await.map(Some)
    });
    let tokens = tokens.await?.ok_or_else(refused)?;
    Ok(Reply::created("/v1/auth/sessions/current".to_owned(), &tokens))
}
