//! Calls to providers: at the configured address only, within five seconds from the first byte to the last, without
//! following redirects, and at most 64 KiB of the answer is read.
//!
//! The text of a failure may be logged: it contains neither the address, which may carry a secret, nor anything of the
//! answer.

use std::time::Duration;

use awc::http::{Method, StatusCode, Uri};

const PATIENCE: Duration = Duration::from_secs(5);
/// The longest wait for the connection, and again for the TLS handshake. Both together are shorter than [`PATIENCE`], so
/// that it is certain that nothing was sent when one of them runs out.
const PATIENCE_BEFORE: Duration = Duration::from_secs(2);
const ANSWER_MAX: usize = 64 * 1024;

/// One call, as it goes out.
pub struct Call {
    pub method: Method,
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

/// Why there is no usable answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nothing was sent.
    #[error("can't be reached")]
    Unreachable,
    /// It may have been received.
    #[error("did not answer")]
    Silent,
    #[error("answered {0}")]
    Busy(StatusCode),
    #[error("answered {0} with nothing usable")]
    Odd(StatusCode),
}

/// A provider's address: its public one, unless another is configured.
pub struct Endpoint {
    pub base: String,
    pub host: String,
}

impl Endpoint {
    /// None when what is configured is no address.
    pub fn new(configured: &str, public: &str) -> Option<Self> {
        let base = if configured.is_empty() { format!("https://{public}") } else { configured.to_owned() };
        let base = base.trim_end_matches('/').to_owned();
        let address: Uri = base.parse().ok()?;
        let host = address.authority()?.to_string();
        Some(Self { base, host })
    }
}

/// The JSON of any answer that is neither a redirect nor an error of the server.
pub async fn ask(call: Call) -> Result<serde_json::Value, Failure> {
    tokio::time::timeout(PATIENCE, answer(call)).await.unwrap_or(Err(Failure::Silent))
}

async fn answer(call: Call) -> Result<serde_json::Value, Failure> {
    // HTTP/1.1, because awc's HTTP/2 logs whole requests with their addresses at level trace.
    let connector = awc::Connector::new().timeout(PATIENCE_BEFORE).handshake_timeout(PATIENCE_BEFORE);
    let client = awc::Client::builder()
        .connector(connector)
        .max_http_version(awc::http::Version::HTTP_11)
        .disable_redirects()
        .timeout(PATIENCE)
        .finish();
    let mut request = client.request(call.method, call.url).no_decompress();
    for (name, value) in &call.headers {
        request = request.insert_header((*name, value.as_str()));
    }
    let mut answer = request.send_body(call.body).await.map_err(|error| {
        use awc::error::SendRequestError::{Connect, Url};
        if matches!(error, Connect(_) | Url(_)) { Failure::Unreachable } else { Failure::Silent }
    })?;
    let status = answer.status();
    if status.is_server_error() {
        return Err(Failure::Busy(status));
    }
    if status.is_redirection() {
        return Err(Failure::Odd(status));
    }
    let bytes = answer.body().limit(ANSWER_MAX).await.map_err(|_| Failure::Odd(status))?;
    serde_json::from_slice(&bytes).map_err(|_| Failure::Odd(status)) // nesting is bounded by serde_json
}

pub fn text<'a>(json: &'a serde_json::Value, pointer: &str) -> &'a str {
    json.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default()
}
