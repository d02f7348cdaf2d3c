//! Lets days pass in a development service, so that somebody alone at a desk can walk a cycle that takes weeks.
//! Not part of the interface: no production service has it.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::json;

use super::body::Body;
use super::problem::Problem;
use crate::app::App;

/// Forty days: longer than any setting makes somebody wait.
const MOST_MINUTES: i64 = 40 * 24 * 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Jump {
    minutes: i64,
}

/// Never backwards: what happened stays before what happens next.
#[post("/demo/clock")]
pub async fn put_clock_forward(app: Data<App>, body: Body<Jump>) -> Result<HttpResponse, Problem> {
    let minutes = body.0.minutes;
    if !(0..=MOST_MINUTES).contains(&minutes) {
        return Err(Problem::field("/minutes", "out_of_range", "must be 0 to 57600", "应为 0 至 57600"));
    }
    app.clock().put_forward(TimeDelta::minutes(minutes));
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(json!({ "now": app.clock().now() })))
}
