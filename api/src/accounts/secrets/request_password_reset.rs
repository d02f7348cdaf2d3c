use actix_web::post;
use actix_web::web::Data;
use chrono::TimeDelta;
use domain::account::{EmailAddress, RESET_MINUTES, ResetVerdict, Window, may_mail_reset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::resets::store::{self, NewReset};
use crate::accounts::people;
use crate::accounts::sign_in::network;
use crate::http::body::Keyed;
use crate::http::reply::Reply;
use crate::infra::actor::Anyone;
use crate::infra::outbox::{Channel, Letter, Message};
use crate::infra::secrets::secret;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasswordReset {
    #[schema(
        min_length = 6,
        max_length = 254,
        pattern = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$",
        example = "wang@example.cn"
    )]
    email: String,
}

#[derive(Serialize, ToSchema)]
pub struct PasswordResetAskedView {
    /// How long the code is good, if one is mailed.
    #[schema(example = 30)]
    pub good_for_minutes: i64,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Ask for a new password",
    description = "Mails a code that is good once and for thirty minutes. The answer, and the time that it takes, \
        are the same whether or not an account has the address. At most three mails an hour and twenty a day go to one \
        address; beyond that nothing is mailed. A network address that asks too often is told to wait.",
    request_body = NewPasswordReset,
    responses(
        (status = 202, description = "If there is such an account, a mail is on its way", body = PasswordResetAskedView),
        (status = 429, description = "This network address asked too often: `too-many-attempts`"),
    ),
)]
#[post("/v1/auth/password-resets")]
pub async fn request_password_reset(
    app: Data<App>,
    caller: Anyone,
    body: Keyed<NewPasswordReset>,
) -> Result<Reply, Problem> {
    let email = EmailAddress::parse(&body.value.email).field("/email")?;
    let inner = App::clone(&app);
    app.once(&caller, &body.key, async move |tx| {
        let (keys, settings) = (inner.keys(), inner.settings());
        // Counters live for two days, which is less than a root does, so they may be stored under the fingerprint that
        // all instances share.
        let email_index = people::store::email_lasting_name(keys, &email);
        let address_index = network::lasting_name(tx, keys);
        people::store::enter_gate(tx, &format!("resets-to/{email_index}")).await?;
        people::store::enter_gate(tx, &format!("resets-from/{address_index}")).await?;
        let now = tx.now();
        let mailed = store::mailed_to(tx.conn(), &email_index, now - TimeDelta::days(1)).await?;
        let asked = store::asked_from(tx.conn(), &address_index, now - TimeDelta::hours(1)).await?;
        let per_address = usize::try_from(settings.codes_per_address_per_hour).unwrap_or(usize::MAX);
        let verdict = may_mail_reset(&mailed, &asked, Window::per_address(per_address), now).map_err(|refusal| {
            let seconds = u32::try_from(refusal.retry_after_seconds).unwrap_or(u32::MAX);
            Problem::new(Kind::TooManyAttempts).retry_after(seconds)
        })?;
        let login = people::store::by_email(tx.conn(), keys, &email, now).await?;
        let counts = verdict == ResetVerdict::Send;
        let account = login.filter(|login| counts && login.usable_hash().is_some()).map(|login| login.id);

        let (token, token_hash) = secret();
        let id = tx.id();
        store::insert(tx, NewReset { id, account, email_index, address_index, token_hash, counts }).await?;
        let (to, values) = (email.as_str().to_owned(), vec![token, RESET_MINUTES.to_string()]);
        let letter = Letter { to, template: "password_reset".to_owned(), values };
        let message = Message::seal(keys, tx.id(), Channel::Mail, &letter);
        tx.send(if account.is_some() { message } else { message.void() });
        tx.audit("request_password_reset", account.map_or(id, |account| account.0));
        Ok(Reply::accepted(&PasswordResetAskedView { good_for_minutes: RESET_MINUTES }))
    })
    .await
}
