//! JSON bodies: bounded, strict, and with the field named when something is wrong.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::{Datelike as _, NaiveDate};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::problem::{Kind, Problem};

/// 256 KiB are enough for the longest body of the document, except the register of a whole estate.
pub const MOST_BYTES: usize = 256 * 1024;

/// The body of a PUT, or of a POST whose answer is not stored for repetition.
pub struct Body<T>(pub T);

/// The body of a POST that creates or sends, with its `Idempotency-Key`; at most `MOST` bytes.
pub struct Keyed<T, const MOST: usize = MOST_BYTES> {
    pub value: T,
    pub key: RequestKey,
}

/// What a repetition has in common with the first request, besides its sender.
#[derive(Clone, Debug)]
pub struct RequestKey {
    pub key: String,
    /// Method and path.
    pub operation: String,
    /// SHA-256 of the body, hex.
    pub payload: String,
}

type Reading<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = bytes(request, payload, MOST_BYTES);
        let json = is_json(request);
        Box::pin(async move { parse(json, &bytes.await?).map(Self) })
    }
}

impl<T: DeserializeOwned + 'static, const MOST: usize> FromRequest for Keyed<T, MOST> {
    type Error = Problem;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let key = key(request);
        let bytes = bytes(request, payload, MOST);
        let json = is_json(request);
        Box::pin(async move {
            let mut key = key?;
            let bytes = bytes.await?;
            key.payload = hex::encode(Sha256::digest(&bytes));
            Ok(Self { value: parse(json, &bytes)?, key })
        })
    }
}

/// A POST without a body that changes something: only its key.
impl FromRequest for RequestKey {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(key(request))
    }
}

fn key(request: &HttpRequest) -> Result<RequestKey, Problem> {
    let header = request.headers().get("Idempotency-Key").and_then(|value| value.to_str().ok());
    let key = header.ok_or_else(|| Problem::new(Kind::IdempotencyKeyMissing))?.trim_matches('"');
    if !(1..=64).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Problem::new(Kind::IdempotencyKeyMissing));
    }
    let operation = format!("{} {}", request.method(), request.path());
    Ok(RequestKey { key: key.to_owned(), operation, payload: String::new() })
}

fn is_json(request: &HttpRequest) -> bool {
    let value = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = value.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/json")
}

fn bytes(request: &HttpRequest, payload: &mut Payload, most: usize) -> Reading<web::Bytes> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let payload = web::Payload::from_request(request, payload);
    let too_large = || Problem::new(Kind::TooLarge);
    Box::pin(async move {
        if length.is_some_and(|length: usize| length > most) {
            return Err(too_large()); // none of it is read
        }
        let payload = payload.await.map_err(|_| too_large())?;
        payload.to_bytes_limited(most).await.ok().and_then(Result::ok).ok_or_else(too_large)
    })
}

fn parse<T: DeserializeOwned>(is_json: bool, bytes: &[u8]) -> Result<T, Problem> {
    if !is_json {
        return Err(Problem::new(Kind::UnsupportedMediaType));
    }
    // First whether it is JSON, then whether it is this request: a client is told which of the two is wrong.
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| {
        let (en, zh) = (
            format!("the body is not JSON: {error}"),
            format!("请求体不是合法的 JSON（第 {} 行第 {} 列）", error.line(), error.column()),
        );
        Problem::new(Kind::Unreadable).say(en, zh)
    })?;
    serde_path_to_error::deserialize(value).map_err(|error| refused(&pointer(error.path()), &error.inner().to_string()))
}

/// What the parser of times and dates says of bad input; a client can't use it.
const NOT_A_TIME: &[&str] =
    &["premature end of input", "input contains invalid", "input is out of range", "trailing input"];

/// Takes days of 2000–2199 only: far outside of them the two databases sort days differently.
pub fn day(day: NaiveDate, pointer: &str) -> Result<NaiveDate, Problem> {
    if (2000..2200).contains(&day.year()) {
        return Ok(day);
    }
    Err(Problem::field(pointer, "out_of_range", "must lie in 2000 to 2199", "年份应在 2000 至 2199 之间"))
}

/// serde names a missing or unknown field in its message, not in its path.
fn refused(pointer: &str, message: &str) -> Problem {
    let why = message.split(" at line ").next().unwrap_or(message);
    let named = why.split('`').nth(1).unwrap_or_default();
    let at = |name: &str| format!("{}/{name}", pointer.trim_end_matches('/'));
    if why.starts_with("missing field") {
        Problem::field(at(named), "missing", "is required", "必填")
    } else if why.starts_with("unknown field") {
        // The path already ends in the field it did not know.
        Problem::field(pointer, "unknown", "is not a field of this request", "不是此请求的字段")
    } else if why.starts_with("unknown variant") {
        let known = why.split("expected").nth(1).unwrap_or_default().replace('`', "");
        Problem::field(pointer, "unknown_word", format!("must be{known}"), format!("应为{known}"))
    } else if NOT_A_TIME.iter().any(|words| why.contains(words)) {
        let en = "must be a time (RFC 3339), such as 2026-12-10T11:00:00Z, or a date, such as 2026-12-10";
        Problem::field(pointer, "wrong_type", en, "应为时间（如 2026-12-10T11:00:00Z）或日期（如 2026-12-10）")
    } else {
        Problem::field(pointer, "wrong_type", why, format!("类型不正确：{why}"))
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    let steps: Vec<String> = path
        .iter()
        .map(|segment| match segment {
            serde_path_to_error::Segment::Seq { index } => index.to_string(),
            serde_path_to_error::Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            serde_path_to_error::Segment::Enum { variant } => variant.clone(),
            serde_path_to_error::Segment::Unknown => "?".to_owned(),
        })
        .collect();
    steps.iter().map(|step| format!("/{step}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Language;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[expect(dead_code, reason = "read by serde only")]
        title: String,
        #[expect(dead_code, reason = "read by serde only")]
        places: Vec<u8>,
    }

    #[test]
    fn the_field_is_named() {
        for (body, kind, pointer) in [
            ("{", Kind::Unreadable, ""),
            ("{\"title\":\"a\",\"places\":[]} x", Kind::Unreadable, ""),
            ("{\"title\":1,\"places\":[]}", Kind::InvalidField, "/title"),
            ("{\"title\":\"a\"}", Kind::InvalidField, "/places"),
            ("{\"title\":\"a\",\"places\":[1,300]}", Kind::InvalidField, "/places/1"),
            ("{\"title\":\"a\",\"places\":[],\"role\":\"x\"}", Kind::InvalidField, "/role"),
        ] {
            let problem = parse::<Sample>(true, body.as_bytes()).unwrap_err();
            assert_eq!(problem.kind(), kind, "{body}");
            let view = problem.view(Language::English, "");
            assert_eq!(view.errors.first().map_or("", |fault| &fault.pointer), pointer, "{body}");
        }
        assert_eq!(parse::<Sample>(false, b"{}").unwrap_err().kind(), Kind::UnsupportedMediaType);
    }
}
