//! Answers that succeed. They can be stored and given again, so they are plain bytes before they are HTTP.

use actix_web::body::BoxBody;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, Responder};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::problem::{Kind, Problem};

#[derive(Clone, Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub location: Option<String>,
    pub body: Vec<u8>,
    replayed: bool,
    cache_seconds: Option<i64>,
}

impl Reply {
    pub fn ok(view: &impl Serialize) -> Self {
        Self::with(StatusCode::OK, None, view)
    }

    pub fn created(location: String, view: &impl Serialize) -> Self {
        Self::with(StatusCode::CREATED, Some(location), view)
    }

    pub fn accepted(view: &impl Serialize) -> Self {
        Self::with(StatusCode::ACCEPTED, None, view)
    }

    /// A document that is JSON already.
    pub fn json(body: Vec<u8>) -> Self {
        Self { status: StatusCode::OK, location: None, body, replayed: false, cache_seconds: None }
    }

    pub fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, location: None, body: Vec::new(), replayed: false, cache_seconds: None }
    }

    fn with(status: StatusCode, location: Option<String>, view: &impl Serialize) -> Self {
        Self { status, location, body: json(view), replayed: false, cache_seconds: None }
    }

    /// Anyone may keep a public answer this long without asking again.
    #[must_use]
    pub fn cached_for(self, seconds: i64) -> Self {
        Self { cache_seconds: Some(seconds), ..self }
    }

    /// An answer as it was stored; none while the first request has not answered.
    pub fn stored(status: i32, location: Option<String>, body: Vec<u8>) -> Option<Self> {
        let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok())?;
        Some(Self { status, location, body, replayed: true, cache_seconds: None })
    }
}

impl Responder for Reply {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        if self.replayed {
            response.insert_header(("Idempotency-Replayed", "true"));
        }
        if self.status == StatusCode::NO_CONTENT {
            return response.finish();
        }
        if let Some(seconds) = self.cache_seconds {
            response.insert_header((header::CACHE_CONTROL, format!("public, max-age={seconds}")));
        }
        if request.method() == Method::GET {
            let tag = tag(&self.body);
            let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
            response.insert_header((header::ETAG, tag.as_str()));
            if known.is_some_and(|known| names(known, &tag)) {
                return response.status(StatusCode::NOT_MODIFIED).finish();
            }
        }
        response.content_type("application/json").body(self.body)
    }
}

fn json(view: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(view).unwrap_or_else(|error| {
        tracing::error!(%error, "an answer can't be written as JSON");
        Vec::new()
    })
}

/// The strong ETag of a representation: a fingerprint of its bytes, so equal on every instance.
pub(super) fn tag(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest.get(..16).unwrap_or_default()))
}

/// Whether `If-None-Match` names the tag: weakly, as RFC 9110 (13.1.2) has it.
pub fn names(list: &str, tag: &str) -> bool {
    list.split(',').map(str::trim).any(|one| one == "*" || one == tag || one.strip_prefix("W/") == Some(tag))
}

/// Whether `If-Match` names the tag: strongly. A client that lost the quotes meant the same.
fn is_named_strongly(list: &str, tag: &str) -> bool {
    list.split(',').map(str::trim).any(|one| one == "*" || one == tag || one == tag.trim_matches('"'))
}

/// The `If-Match` of a change to a shared resource.
pub struct IfMatch(Option<String>);

impl IfMatch {
    /// 428 without the header, 412 when it does not name the ETag of `view`, the representation as it is now.
    pub fn against(&self, view: &impl Serialize) -> Result<(), Problem> {
        match &self.0 {
            None => Err(Problem::new(Kind::IfMatchNeeded)),
            Some(list) if is_named_strongly(list, &tag(&json(view))) => Ok(()),
            Some(_) => Err(Problem::new(Kind::ChangedMeanwhile)),
        }
    }
}

impl actix_web::FromRequest for IfMatch {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let value = request.headers().get(header::IF_MATCH).and_then(|value| value.to_str().ok());
        std::future::ready(Ok(Self(value.map(str::to_owned))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_names_the_representation() {
        let view = serde_json::json!({"a": 1});
        let current = tag(&json(&view));
        assert!(IfMatch(Some(format!("\"x\", {current}"))).against(&view).is_ok());
        assert_eq!(IfMatch(None).against(&view).unwrap_err().kind(), Kind::IfMatchNeeded);
        assert_eq!(IfMatch(Some("\"x\"".to_owned())).against(&view).unwrap_err().kind(), Kind::ChangedMeanwhile);
    }
}
