//! Codes by text message through Aliyun or Tencent Cloud. One attempt: whether to try again is the outbox's business.
//!
//! `outgoing.rs` says how a provider is called, and how little of its answer is trusted.

mod aliyun;
mod tencent;

use awc::http::Method;
use domain::Time;
use domain::account::PhoneNumber;
use sha2::{Digest, Sha256};

use super::outgoing::{self, Call, Endpoint, Failure, text};
use super::settings::{Sms, SmsProvider};

/// Why a message did not leave.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// Worth another attempt: the provider was not reached, or is busy.
    #[error("{0}")]
    Later(String),
    /// Not worth one: refused for good, or perhaps delivered already (a time-out after sending), and neither provider
    /// recognises a repetition.
    #[error("{0}")]
    Never(String),
}

/// What one attempt needs. `key` names the message in the provider's records.
pub struct CodeMessage<'a> {
    pub key: String,
    pub to: &'a PhoneNumber,
    pub code: &'a str,
    pub minutes: i64,
}

pub async fn send_code(settings: &Sms, message: &CodeMessage<'_>, now: Time) -> Result<(), NotSent> {
    match settings.provider {
        SmsProvider::Aliyun => aliyun::send(settings, message, now).await,
        SmsProvider::Tencent => tencent::send(settings, message, now).await,
        SmsProvider::None | SmsProvider::Log => Err(NotSent::Never("no SMS provider is set".to_owned())),
    }
}

fn endpoint(settings: &Sms, public: &str) -> Result<Endpoint, NotSent> {
    let not_an_address =
        || NotSent::Never(format!("the setting sms_base_url is not an address: {}", settings.base_url));
    Endpoint::new(&settings.base_url, public).ok_or_else(not_an_address)
}

/// POSTs and gives the JSON answer; a failure is a sentence without secrets in it. The host is named because it is
/// signed.
async fn post(
    url: String,
    host: &str,
    headers: &[(&'static str, String)],
    body: String,
) -> Result<serde_json::Value, NotSent> {
    let mut headers = headers.to_vec();
    headers.push(("host", host.to_owned()));
    outgoing::ask(Call { method: Method::POST, url, headers, body }).await.map_err(|failure| {
        let said = format!("the SMS provider {failure}");
        match failure {
            Failure::Unreachable | Failure::Busy(_) => NotSent::Later(said),
            Failure::Silent | Failure::Odd(_) => NotSent::Never(said),
        }
    })
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn hmac_sha256(key: &[u8], message: &str) -> Vec<u8> {
    use hmac::{Hmac, KeyInit, Mac};
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mac| mac.chain_update(message.as_bytes()).finalize().into_bytes().to_vec())
        .unwrap_or_default() // HMAC takes keys of any length
}

#[cfg(test)]
mod tests;
