//! The edge: what happens to every request before and after its operation.
//!
//! It gives the request its id and address, finds out who calls, counts the request, answers problems in the client's
//! language, and writes the one log line. HEAD is answered here, for all operations, as GET without the body.

mod address;
pub mod document;
mod guide;
pub mod put_clock_forward;
mod recognition;
pub mod refused;
pub mod remembered;
pub mod service;

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{HttpMessage as _, web};

use crate::http::caller::Arrival;
use crate::infra::limits::Allowance;
use crate::infra::telemetry;
use crate::problem::{Kind, Language, Problem};
use crate::state::App;
use address::address;
use recognition::{Recognition, recognize};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

pub async fn edge(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(app) = request.app_data::<web::Data<App>>().map(|app| App::clone(app)) else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let started = tokio::time::Instant::now();
    let address = address(request.request(), &app.settings().trusted_proxies);
    let arrival = Arrival { request: app.clock().id(), address };
    let language = Language::accepted(text(&request, header::ACCEPT_LANGUAGE));
    let is_private = request.headers().contains_key(header::AUTHORIZATION)
        || ![Method::GET, Method::HEAD].contains(request.method());
    let (method, parent) = (request.method().clone(), trace_parent(&request));
    let is_head = method == Method::HEAD;
    if is_head {
        request.head_mut().method = Method::GET;
    }
    let id = arrival.request.to_string();
    request.extensions_mut().insert(arrival.clone());

    let (allowance, seen) = match counted(&request) {
        false => (None, Recognition::default()),
        // A valid session is counted by itself: a hundred phones in one hall share an address.
        true => {
            let seen = recognize(&app, request.request(), &arrival.address).await;
            let who = seen.session.map_or_else(|| arrival.address.clone(), |(_, session)| session.to_string());
            (Some(app.limits().spend(&who, app.clock().now()).await), seen)
        }
    };
    let refused = allowance.filter(|allowance| !allowance.allowed);
    let mut response = match refused {
        Some(allowance) => {
            let problem = Problem::new(Kind::TooManyRequests).retry_after(allowance.resets_in);
            refused::note(&app, problem.kind(), &arrival, seen).await;
            request.into_response(problem.respond(language, &id)).map_into_boxed_body()
        }
        None => remembered::through(&app, language, request, next).await?,
    };
    if let Some(problem) = response.response().error().and_then(|error| error.as_error::<Problem>()) {
        refused::note(&app, problem.kind(), &arrival, seen).await;
        let spoken = problem.respond(language, &id);
        response = ServiceResponse::new(response.request().clone(), spoken);
    }
    dress(response.headers_mut(), &id, is_private, allowance);
    if is_head {
        response = response.map_body(|_, body| BoxBody::new(Bodyless(body.size())));
    }

    let seconds = started.elapsed().as_secs_f64();
    let route = response.request().match_pattern().unwrap_or_else(|| "-".to_owned());
    let status = response.status().as_u16();
    telemetry::count_request(&format!("{method} {route}"), status, seconds);
    let milliseconds = (seconds * 10_000.0).round() / 10.0;
    tracing::info!(%method, %route, status, milliseconds, request = %id, trace = parent.as_deref(), "answered");
    Ok(response)
}

/// As long as the body that GET gives (RFC 9110, 9.3.2), and empty.
struct Bodyless(BodySize);

impl MessageBody for Bodyless {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}

pub fn text(request: &ServiceRequest, name: HeaderName) -> Option<&str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// The trace id of a W3C `traceparent`, when it is one.
fn trace_parent(request: &ServiceRequest) -> Option<String> {
    let value = text(request, HeaderName::from_static("traceparent"))?;
    let trace = value.split('-').nth(1)?;
    (trace.len() == 32 && trace.bytes().all(|b| b.is_ascii_hexdigit())).then(|| trace.to_owned())
}

fn counted(request: &ServiceRequest) -> bool {
    request.path().starts_with("/v1/")
}

/// What every answer carries.
pub fn dress(headers: &mut HeaderMap, id: &str, is_private: bool, allowance: Option<Allowance>) {
    if is_private || !headers.contains_key(header::CACHE_CONTROL) {
        let how = if is_private { "no-store" } else { "no-cache" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(how));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let mut set = |name: HeaderName, value: String| {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    };
    set(REQUEST_ID, id.to_owned());
    if let Some(allowance) = allowance {
        set(RATE_LIMIT, format!("\"requests\";r={};t={}", allowance.remaining, allowance.resets_in));
        set(RATE_LIMIT_POLICY, format!("\"requests\";q={};w=60", allowance.most));
    }
}
