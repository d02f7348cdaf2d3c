use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::{PENDING_MINUTES, Seed};
use serde::Serialize;
use utoipa::ToSchema;

use super::factors::{self, store};
use crate::accounts::people;
use crate::http::caller::Enrolling;
use crate::http::reply::Reply;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// A seed for an authenticator app. It is shown now and never again.
#[derive(Serialize, ToSchema)]
pub struct EnrolmentView {
    /// The seed in base32, for people who type it.
    #[schema(min_length = 32, max_length = 32, example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    pub secret: String,
    /// For the QR code: SHA-1, six digits, thirty seconds.
    #[schema(
        example = "otpauth://totp/Sanhui:wang%40example.cn?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Sanhui&algorithm=SHA1&digits=6&period=30"
    )]
    pub otpauth_uri: String,
    /// Until when the seed can be activated.
    pub expires_at: DateTime<Utc>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Enrol a second factor",
    description = "Gives a seed for an authenticator app (RFC 6238). It takes effect once `activate_second_factor` \
        has proved that the app has it; until then an active factor stays as it is. Needs a proof younger than five \
        minutes, made with the active factor if there is one. A person who holds a post and has proved only a password \
        can do this, `activate_second_factor` and `sign_out`, and nothing else.",
    security(("session" = ["resident"])),
    responses(
        (status = 201, description = "The seed", body = EnrolmentView),
        (status = 403, description = "The proof is older than five minutes: `proof-too-old`"),
        (status = 409, description = "The account has no password: `no-password`"),
    ),
)]
#[post("/v1/me/second-factor")]
pub async fn enrol_second_factor(app: Data<App>, caller: Enrolling) -> Result<Reply, Problem> {
    let (inner, me, authority) = (App::clone(&app), caller.account(), caller.authority().clone());
    app.write(&caller, async move |tx| {
        if people::store::lock(tx, me).await?.password_hash.is_none() {
            return Err(Problem::new(Kind::NoPassword));
        }
        let person = people::store::person(tx.conn(), inner.keys(), me).await?;
        let email = person.email.ok_or_else(|| Problem::new(Kind::NoPassword))?;
        match factors::is_active(tx, &inner, me).await? {
            true => authority.is_fresh_by_factor(tx.now())?,
            false => authority.is_fresh(tx.now())?,
        }
        let seed = Seed::new(rand::random());
        store::hand_out(tx, inner.keys(), me, &seed).await?;
        tx.audit("enrol_second_factor", me.0);
        let expires_at = tx.now() + TimeDelta::minutes(PENDING_MINUTES);
        let view = EnrolmentView { secret: seed.base32(), otpauth_uri: seed.uri(&email), expires_at };
        Ok(Reply::created("/v1/me/second-factor".to_owned(), &view))
    })
    .await
}
