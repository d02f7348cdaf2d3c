use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use domain::account::{CODE_LIFE_MINUTES, PhoneNumber, Window, may_send_code};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use utoipa::ToSchema;
use uuid::Uuid;

use super::sessions::store::{self, NewCode};
use super::{people, sessions};
use crate::app::App;
use crate::http::body::Keyed;
use crate::http::caller::{Anyone, Caller as _};
use crate::http::problem::{OfField, Problem};
use crate::http::reply::Reply;
use crate::infra::outbox::{Channel, Letter, Message};

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
}

#[derive(Serialize, ToSchema)]
pub struct PhoneCodeView {
    /// Send it with the code: a code is good for its own request only.
    pub request_id: Uuid,
    pub expires_at: DateTime<Utc>,
    /// When the next code may be asked for.
    #[schema(example = 60)]
    pub resend_after_seconds: u32,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Ask for a sign-in code",
    description = "Sends six digits by text message, good for five minutes and five tries. A number gets one code a minute, five an hour and ten a day. \
        The answer is the same whether or not anybody has signed in with the number before.",
    request_body = NewPhoneCode,
    responses((status = 202, description = "The code is on its way", body = PhoneCodeView)),
)]
#[post("/v1/auth/phone-codes")]
pub async fn request_phone_code(app: Data<App>, caller: Anyone, body: Keyed<NewPhoneCode>) -> Result<Reply, Problem> {
    let phone = PhoneNumber::parse(&body.value.phone).field("/phone")?;
    let from = network(&caller.actor().address);
    let inner = App::clone(&app);
    app.once(&caller, &body.key, async move |tx| {
        let (keys, settings) = (inner.keys(), inner.settings());
        let number = people::store::phone_index(keys, &phone);
        let address = keys.fingerprint("address-index", from.as_bytes());
        people::store::enter_gate(tx, &format!("codes-to/{number}")).await?;
        people::store::enter_gate(tx, &format!("codes-from/{address}")).await?;
        let now = tx.now();
        let sent = store::sent_to(tx.conn(), &number, now - TimeDelta::days(1)).await?;
        let asked = store::asked_from(tx.conn(), &address, now - TimeDelta::hours(1)).await?;
        let per_address = usize::try_from(settings.codes_per_address_per_hour).unwrap_or(usize::MAX);
        may_send_code(&sent, &asked, Window::per_address(per_address), now)?;

        let id = tx.id();
        let (code, code_hash) = sessions::code(keys, id);
        let new = NewCode { id, phone: &phone, phone_index: number, address_index: address, code_hash };
        store::insert_code(tx, keys, new).await?;
        let values = vec![code, CODE_LIFE_MINUTES.to_string()];
        let letter = Letter { to: phone.as_e164().to_owned(), template: "sign_in_code".to_owned(), values };
        tx.send(Message::seal(keys, tx.id(), Channel::Sms, &letter));
        tx.audit("request_phone_code", id);
        Ok(Reply::accepted(&PhoneCodeView {
            request_id: id,
            expires_at: now + TimeDelta::minutes(CODE_LIFE_MINUTES),
            resend_after_seconds: 60,
        }))
    })
    .await
}

/// One subscriber of IPv6 has a whole /64 to ask from.
pub(super) fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) if v6.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V6(_) | IpAddr::V4(_)) | Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn an_address_stands_for_its_subscriber() {
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }
}
