use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::{CODE_LIFE_MINUTES, CodeUse, PhoneNumber, Window, may_send_code, within_budget};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::network::{self, ADDRESS_INDEX};
use super::phone_codes::{self, store};
use crate::accounts::people;
use crate::http::body::Keyed;
use crate::http::caller::Visitor;
use crate::http::reply::Reply;
use crate::infra::actor::Caller as _;
use crate::infra::authority::Authority;
use crate::infra::db::Tx;
use crate::infra::outbox::{Channel, Letter, Message};
use crate::infra::sealed;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

/// What a code is for. It can be used for nothing else.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhoneCodePurpose {
    #[default]
    SignIn,
    BindPhone,
    Prove,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPhoneCode {
    /// A mobile number of the Chinese mainland, with or without +86, blanks and hyphens.
    #[schema(
        min_length = 11,
        max_length = 32,
        pattern = r"^(\+86|0086|86)?[ -]?1[ -]?[3-9]([ -]?[0-9]){9}$",
        example = "13800138000"
    )]
    phone: String,
    /// `sign_in` if absent. `bind_phone` and `prove` need a session, and only its account can use the code. A code to
    /// prove is sent only to the account's own number.
    purpose: Option<PhoneCodePurpose>,
}

#[derive(Serialize, ToSchema)]
pub struct PhoneCodeView {
    /// Send it together with the code, which is good for its own request only.
    pub request_id: Uuid,
    pub expires_at: DateTime<Utc>,
    /// When the next code may be requested.
    #[schema(example = 60)]
    pub resend_after_seconds: u32,
}

impl PhoneCodePurpose {
    /// 401 if the purpose needs a session and there is none.
    fn of(self, authority: Option<&Authority>) -> Result<CodeUse, Problem> {
        let account = || authority.map(|authority| authority.account).ok_or_else(|| Problem::new(Kind::SignInNeeded));
        match self {
            Self::SignIn => Ok(CodeUse::SignIn),
            Self::BindPhone => Ok(CodeUse::BindPhone(account()?)),
            Self::Prove => Ok(CodeUse::Prove(account()?)),
        }
    }
}

#[utoipa::path(
    tag = "accounts",
    summary = "Ask for a code by text message",
    description = "Sends six digits by text message. They are good for five minutes, for five tries, and only \
        for the purpose of the request. A number gets one code a minute, five an hour and ten a day. The answer is \
        the same whether or not anybody has signed in with the number before.",
    request_body = NewPhoneCode,
    responses(
        (status = 202, description = "The code is on its way", body = PhoneCodeView),
        (status = 401, description = "`bind_phone` and `prove` need a session"),
        (status = 503, description = "Not available at the moment; `codes-spent` if no more codes are sent this hour"),
    ),
)]
#[post("/v1/auth/phone-codes")]
pub async fn request_phone_code(app: Data<App>, caller: Visitor, body: Keyed<NewPhoneCode>) -> Result<Reply, Problem> {
    let phone = PhoneNumber::parse(&body.value.phone).field("/phone")?;
    let using = body.value.purpose.unwrap_or_default().of(caller.authority.as_ref())?;
    let (inner, request) = (App::clone(&app), caller.actor().request);
    let sent = app.once(&caller, &body.key, async move |tx| send(tx, &inner, &phone, using).await).await;
    if sent.as_ref().is_err_and(|problem| problem.kind() == Kind::CodesSpent) {
        // In a transaction of its own, because the refused request stores nothing and may be repeated.
        let kept = app.write(&caller, async move |tx| {
            tx.audit_refusal("request_phone_code", request);
            Ok(())
        });
        kept.await?;
    }
    sent
}

async fn send(tx: &Tx, app: &App, phone: &PhoneNumber, using: CodeUse) -> Result<Reply, Problem> {
    tx.leave_public_reads();
    let (keys, settings) = (app.keys(), app.settings());
    let known_as = people::store::phone_known_as(keys, phone);
    if let CodeUse::Prove(account) = using
        && !people::store::rests_on(tx.conn(), account, tx.now()).await?.has_phone(&known_as)
    {
        let (en, zh) = ("must be the number of your account", "应为您账号绑定的手机号");
        return Err(Problem::field("/phone", "not_your_number", en, zh));
    }
    let number = people::store::claim_phone(tx, keys, phone).await?;
    let address = sealed::claim(tx, keys, ADDRESS_INDEX, network::of(tx).as_bytes()).await?;
    people::store::enter_gate(tx, "codes").await?; // entered last and held briefly, since all pass here
    let now = tx.now();
    let hour_ago = now - TimeDelta::hours(1);
    let sent = store::sent_to(tx.conn(), &number, now - TimeDelta::days(1)).await?;
    let asked = store::asked_from(tx.conn(), &address, hour_ago).await?;
    let per_address = usize::try_from(settings.codes_per_address_per_hour).unwrap_or(usize::MAX);
    may_send_code(&sent, &asked, Window::per_address(per_address), now)?;
    within_budget(store::nth_newest(tx.conn(), settings.codes_per_hour, hour_ago).await?, now)?;

    let id = tx.id();
    let (code, code_hash) = phone_codes::make(keys, id);
    let address_index = keys.fingerprint(ADDRESS_INDEX, network::of(tx).as_bytes());
    let new = store::NewCode { id, phone, address_index, code_hash, using };
    store::insert(tx, keys, new).await?;
    let values = vec![code, CODE_LIFE_MINUTES.to_string()];
    let letter = Letter { to: phone.as_e164().to_owned(), template: format!("{}_code", using.word()), values };
    tx.send(Message::seal(keys, tx.id(), Channel::Sms, &letter));
    tx.audit("request_phone_code", id);
    Ok(Reply::accepted(&PhoneCodeView {
        request_id: id,
        expires_at: now + TimeDelta::minutes(CODE_LIFE_MINUTES),
        resend_after_seconds: 60,
    }))
}
