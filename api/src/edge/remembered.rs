//! Public reads that are answered from memory: their list, and the quick and the slow way to an answer.
//!
//! A read may be on the list if anybody may make it without signing in, and if its answer depends on path, query,
//! language and stored rows alone, never on the reader: a request with `Authorization` is not answered from memory.
//! Refusals are not remembered. The quick way answers before the edge runs, but counts the request, gives it an id and
//! applies its limit. It logs at `debug` only: at `info` the line would cost more than the answer.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::header;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest, HttpResponse};
use futures_util::future::{Either, LocalBoxFuture};

use super::address::address;
use super::{dress, text};
use crate::http::reply::names;
use crate::infra::remembered::{Look, Outcome, RememberedAnswer};
use crate::infra::telemetry::RequestCounts;
use crate::problem::Language;
use crate::state::App;

/// The operations, with the paths they have in the document.
pub const OPERATIONS: &[(&str, &str)] = &[
    ("list_areas", "/v1/areas"),
    ("read_area", "/v1/areas/{code}"),
    ("list_units", "/v1/units"),
    ("read_unit", "/v1/units/{unit}"),
    ("list_needs", "/v1/needs"),
    ("read_need", "/v1/needs/{need}"),
    ("list_meetings", "/v1/meetings"),
    ("read_meeting", "/v1/meetings/{meeting}"),
    ("list_projects", "/v1/projects"),
    ("read_project", "/v1/projects/{project}"),
    ("read_design", "/v1/designs/{design}"),
    ("list_votes", "/v1/votes"),
    ("read_vote", "/v1/votes/{vote}"),
    ("read_turnout", "/v1/votes/{vote}/turnout"),
    ("read_result", "/v1/votes/{vote}/result"),
    ("list_vote_steps", "/v1/votes/{vote}/steps"),
    ("list_owners_decisions", "/v1/owners-decisions"),
    ("read_owners_decision", "/v1/owners-decisions/{decision}"),
    ("read_owners_turnout", "/v1/owners-decisions/{decision}/turnout"),
    ("read_owners_result", "/v1/owners-decisions/{decision}/result"),
    ("read_rating", "/v1/ratings/{rating}"),
    ("read_rating_summary", "/v1/ratings/{rating}/summary"),
    ("list_suggestions", "/v1/suggestions"),
    ("read_suggestion", "/v1/suggestions/{suggestion}"),
    ("list_planners", "/v1/planners"),
    ("read_planner", "/v1/planners/{planner}"),
    ("read_trace", "/v1/traces/{kind}/{id}"),
];

/// An answer to a longer path and query is not remembered.
const LONGEST_NAME: usize = 512;

impl RememberedAnswer {
    /// Gives the response back when it must not be remembered.
    fn of(request: &HttpRequest, response: HttpResponse) -> Result<Self, Box<HttpResponse>> {
        let tag = response.headers().get(header::ETAG).cloned();
        let (Some(tag), StatusCode::OK, None) = (tag, response.status(), response.error()) else {
            return Err(Box::new(response));
        };
        let (head, body) = response.into_parts();
        let bytes = match body.try_into_bytes() {
            Ok(bytes) => bytes,
            Err(stream) => return Err(Box::new(head.set_body(stream))),
        };
        let route = request.match_pattern().unwrap_or_default();
        let header = |name| head.headers().get(name).cloned();
        Ok(Self {
            bytes,
            tag,
            content_type: header(header::CONTENT_TYPE),
            cache_control: header(header::CACHE_CONTROL),
            counts: RequestCounts::of(&format!("GET {route}")),
            route,
        })
    }

    fn response(&self, known: Option<&str>) -> HttpResponse {
        let is_known = known.is_some_and(|known| self.tag.to_str().is_ok_and(|tag| names(known, tag)));
        let mut response = if is_known {
            HttpResponse::new(StatusCode::NOT_MODIFIED)
        } else {
            HttpResponse::with_body(StatusCode::OK, BoxBody::new(self.bytes.clone()))
        };
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.tag.clone());
        if let Some(kind) = self.content_type.as_ref().filter(|_| !is_known) {
            headers.insert(header::CONTENT_TYPE, kind.clone());
        }
        if let Some(how_long) = &self.cache_control {
            headers.insert(header::CACHE_CONTROL, how_long.clone());
        }
        response
    }
}

/// The name that an answer is remembered under: the raw path and query. None if the request may not be answered from
/// memory.
fn name(request: &ServiceRequest) -> Option<&str> {
    let may = request.method() == Method::GET && !request.headers().contains_key(header::AUTHORIZATION);
    let name = request.uri().path_and_query().map(|both| both.as_str())?;
    (may && name.len() <= LONGEST_NAME).then_some(name)
}

/// The quick way: gives an answer that is remembered already.
fn recall(app: &App, request: &ServiceRequest) -> Option<HttpResponse> {
    let name = name(request).filter(|_| app.remembered().is_on())?;
    let (started, now) = (Instant::now(), app.clock().now());
    let language = Language::accepted(text(request, header::ACCEPT_LANGUAGE));
    let answer = app.remembered().recall(language, name, now)?;
    let allowance = app.limits().spend_here(&address(request.request(), &app.settings().trusted_proxies), now);
    if !allowance.allowed {
        return None; // the slow way refuses it and notes the refusal
    }
    let id = app.clock().id().to_string();
    let mut response = answer.response(text(request, header::IF_NONE_MATCH));
    dress(response.headers_mut(), &id, false, Some(allowance));
    let status = response.status();
    answer.counts.count(status == StatusCode::OK, started.elapsed());
    tracing::debug!(route = answer.route, status = status.as_u16(), request = id, "answered from memory");
    Some(response)
}

/// The middleware of the quick way. It runs before the edge.
pub struct FromMemory;

impl<S> Transform<S, ServiceRequest> for FromMemory
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Transform = FromMemoryOr<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(FromMemoryOr { service }))
    }
}

pub struct FromMemoryOr<S> {
    service: S,
}

impl<S> Service<ServiceRequest> for FromMemoryOr<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    /// The slow way is boxed: its future is large, and every request would carry that size.
    type Future = Either<Ready<Result<Self::Response, Error>>, LocalBoxFuture<'static, Result<Self::Response, Error>>>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let known = request.app_data::<Data<App>>().and_then(|app| recall(app, &request));
        match known {
            Some(response) => Either::Left(ready(Ok(request.into_response(response)))),
            None => Either::Right(Box::pin(self.service.call(request))),
        }
    }
}

/// The slow way: waits if another request is making the same answer, else makes it by calling the operation.
pub async fn through(
    app: &App,
    language: Language,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_one = || request.match_pattern().is_some_and(|path| OPERATIONS.iter().any(|(_, one)| *one == path));
    let Some(name) = name(&request).filter(|_| app.remembered().is_on() && is_one()).map(str::to_owned) else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let known = text(&request, header::IF_NONE_MATCH).map(str::to_owned);
    loop {
        match app.remembered().look(language, &name, app.clock().now()) {
            Look::Made(answer) => return Ok(request.into_response(answer.response(known.as_deref()))),
            Look::Wait(mut waiting) => {
                let Ok(outcome) = waiting.wait_for(|outcome| !matches!(outcome, Outcome::Open)).await else { continue };
                if let Outcome::Made(answer) = &*outcome {
                    return Ok(request.into_response(answer.response(known.as_deref())));
                }
                drop(outcome);
                return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
            }
            Look::Make(maker) => {
                request.headers_mut().remove(header::IF_NONE_MATCH); // the others want the whole answer
                let (request, response) = next.call(request).await?.map_into_boxed_body().into_parts();
                let response = match RememberedAnswer::of(&request, response) {
                    Ok(answer) => {
                        let response = answer.response(known.as_deref());
                        let bytes = answer.bytes.len();
                        maker.give(Arc::new(answer), bytes);
                        response
                    }
                    Err(response) => {
                        maker.give_up();
                        *response
                    }
                };
                return Ok(ServiceResponse::new(request, response));
            }
        }
    }
}
