//! Lets days pass in a development service, so that somebody alone at a desk can walk a cycle that takes weeks.
//! Not part of the interface: no production service has it.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::json;

use crate::http::body::Body;
use crate::problem::Problem;
use crate::state::App;

/// A year: longer than any step of the flow makes somebody wait.
const MOST_MINUTES: i64 = 365 * 24 * 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Jump {
    /// With 0 the clock stays, and the answer only says its time.
    advance_minutes: i64,
}

/// The clock never goes back, so that events stay in their order.
#[post("/demo/clock")]
pub async fn put_clock_forward(app: Data<App>, body: Body<Jump>) -> Result<HttpResponse, Problem> {
    let minutes = body.0.advance_minutes;
    if !(0..=MOST_MINUTES).contains(&minutes) {
        return Err(Problem::field("/advance_minutes", "out_of_range", "must be 0 to 525600", "应为 0 至 525600"));
    }
    app.clock().put_forward(TimeDelta::minutes(minutes));
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(json!({ "now": app.clock().now() })))
}
