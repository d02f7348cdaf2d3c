//! What the printed protocols of votes and owners' decisions share.

use std::borrow::Borrow;

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;
use domain::Time;
use domain::calendar::shanghai_clock;
use domain::vote::objection::Finding;
use domain::vote::step::StepKind;

use crate::problem::Problem;

/// A page to print. Its content security policy lets it load nothing and run nothing.
pub fn html(page: &impl Template) -> Result<HttpResponse, Problem> {
    let page = page.render().map_err(|error| {
        tracing::error!(%error, "the protocol can't be rendered");
        Problem::broken()
    })?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"))
        .body(page))
}

/// The time as clocks in Shanghai show it.
pub fn clock(time: impl Borrow<Time>) -> String {
    shanghai_clock(*time.borrow()).format("%Y-%m-%d %H:%M").to_string()
}

/// What was done to the vote: Chinese, English.
pub fn step(kind: &StepKind) -> (&'static str, &'static str) {
    match kind {
        StepKind::Paused => ("暂停", "paused"),
        StepKind::Resumed => ("恢复", "resumed"),
        StepKind::Extended => ("延长", "extended"),
        StepKind::ClosedEarly => ("提前结束", "closed early"),
        StepKind::Voided => ("作废", "voided"),
        StepKind::Incident => ("事件", "incident"),
    }
}

pub fn finding(finding: &Finding) -> (&'static str, &'static str) {
    match finding {
        Finding::Dismissed => ("不成立", "dismissed"),
        Finding::Upheld => ("成立", "upheld"),
    }
}
