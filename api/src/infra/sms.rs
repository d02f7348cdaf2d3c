//! Codes by text message through Aliyun or Tencent Cloud. One attempt: whether to try again is the outbox's business.
//!
//! A provider is called at the configured address only, within five seconds, without following redirects, and at most
//! 64 KiB of its answer is read.

mod aliyun;
mod tencent;

use std::time::Duration;

use domain::Time;
use domain::account::PhoneNumber;
use sha2::{Digest, Sha256};

use super::settings::{Sms, SmsProvider};

const PATIENCE: Duration = Duration::from_secs(5);
const ANSWER_MAX: usize = 64 * 1024;

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

/// The provider's address: its public one, unless another is configured.
struct Endpoint {
    base: String,
    host: String,
}

impl Endpoint {
    fn new(settings: &Sms, public: &str) -> Result<Self, NotSent> {
        let base = if settings.base_url.is_empty() { format!("https://{public}") } else { settings.base_url.clone() };
        let base = base.trim_end_matches('/').to_owned();
        let address: actix_web::http::Uri = base.parse().map_err(|_| not_an_address(&base))?;
        let host = address.authority().ok_or_else(|| not_an_address(&base))?.to_string();
        Ok(Self { base, host })
    }
}

fn not_an_address(base: &str) -> NotSent {
    NotSent::Never(format!("the setting sms_base_url is not an address: {base}"))
}

/// POSTs and gives the JSON answer of a 2xx; anything else is a sentence without secrets in it.
async fn post(
    url: String,
    host: &str,
    headers: &[(&'static str, String)],
    body: String,
) -> Result<serde_json::Value, NotSent> {
    let client = awc::Client::builder().disable_redirects().timeout(PATIENCE).finish();
    let mut request = client.post(url).insert_header(("host", host)).no_decompress();
    for (name, value) in headers {
        request = request.insert_header((*name, value.as_str()));
    }
    let mut answer = request.send_body(body).await.map_err(|error| {
        if matches!(error, awc::error::SendRequestError::Connect(_)) {
            return NotSent::Later("the SMS provider can't be reached".to_owned());
        }
        NotSent::Never(format!("the SMS provider did not answer: {error}"))
    })?;
    let status = answer.status();
    let bytes = tokio::time::timeout(PATIENCE, answer.body().limit(ANSWER_MAX)).await;
    let bytes = bytes.ok().and_then(Result::ok);
    let json = bytes.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    match json {
        _ if status.is_server_error() => Err(NotSent::Later(format!("the SMS provider answered {status}"))),
        Some(json) if !status.is_redirection() => Ok(json),
        Some(_) | None => Err(NotSent::Never(format!("the SMS provider answered {status} with nothing usable"))),
    }
}

fn text<'a>(json: &'a serde_json::Value, pointer: &str) -> &'a str {
    json.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default()
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
