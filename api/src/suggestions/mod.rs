//! Suggestions (人民建议): from submission through acknowledgement and answer to the author's rating, and on to a need or
//! project.
//!
//! Promises: the author is never named; due days are promised at submission and do not move; a duty becomes late by the
//! clock alone, whether or not anybody looked; only its author can read a withdrawn suggestion.

mod acknowledge_suggestion;
mod adopt_suggestion;
mod answer_suggestion;
mod entity;
mod event;
mod list_overdue;
mod list_suggestions;
mod rate_answer;
mod reach;
mod read_suggestion;
mod refusals;
mod store;
mod submit_suggestion;
mod view;
mod withdraw_suggestion;
mod words;

pub use store::{suggestion, titles};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(submit_suggestion::submit_suggestion)
        .service(list_suggestions::list_suggestions)
        .service(list_overdue::list_overdue) // before read_suggestion, whose pattern would take `overdue` for an id
        .service(read_suggestion::read_suggestion)
        .service(acknowledge_suggestion::acknowledge_suggestion)
        .service(answer_suggestion::answer_suggestion)
        .service(rate_answer::rate_answer)
        .service(adopt_suggestion::adopt_suggestion)
        .service(withdraw_suggestion::withdraw_suggestion);
}
