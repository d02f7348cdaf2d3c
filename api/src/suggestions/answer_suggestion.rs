use actix_web::put;
use actix_web::web::Data;
use domain::ids::SuggestionId;
use domain::suggestion::answer::Outcome;
use domain::text::{Prose, Sentence};
use serde::Deserialize;
use utoipa::ToSchema;

use super::event::Happening;
use super::reach::in_reach;
use super::store;
use super::view::SuggestionView;
use super::words::OutcomeWord;
use crate::http::body::Body;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Id;
use crate::http::reply::{IfMatch, Reply};
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    outcome: OutcomeWord,
    #[schema(min_length = 1, max_length = 10_000, example = "已列入本季度路灯增补计划。")]
    text: String,
    /// Why the suggestion is not adopted; required with not_adopted, refused with any other outcome.
    #[schema(min_length = 1, max_length = 500)]
    reason: Option<String>,
    /// Where the author should turn instead; required with not_a_suggestion, refused with any other outcome.
    #[schema(min_length = 1, max_length = 500)]
    redirect: Option<String>,
}

impl NewAnswer {
    fn parse(&self) -> Result<(Outcome, Prose), Problem> {
        let text = Prose::parse(&self.text).field("/text")?;
        let reason = self.reason.as_deref().map(Sentence::parse).transpose().field("/reason")?;
        let redirect = self.redirect.as_deref().map(Sentence::parse).transpose().field("/redirect")?;
        Ok((Outcome::new(self.outcome.into(), reason, redirect)?, text))
    }
}

#[utoipa::path(
    tag = "suggestions",
    summary = "Answer a suggestion",
    description = "Outcome and text. Until its author has rated it or it is adopted, the answer may be given another wording; that \
        needs If-Match, and the earlier wording stays readable in the events. The same answer again changes nothing.",
    request_body = NewAnswer,
    params(("If-Match" = Option<String>, Header, description = "ETag of the suggestion; needed once it is answered.")),
    security(("session" = ["moderator", "steward"])),
    responses(
        (status = 200, description = "The suggestion", body = SuggestionView),
        (status = 409, description = "Not acknowledged yet, rated, adopted or withdrawn"),
    ),
)]
#[put("/v1/suggestions/{suggestion}/answer")]
pub async fn answer_suggestion(
    app: Data<App>,
    caller: ModeratorOrSteward,
    suggestion: Id<SuggestionId>,
    if_match: IfMatch,
    body: Body<NewAnswer>,
) -> Result<Reply, Problem> {
    let (outcome, text) = body.0.parse()?;
    in_reach(&app, &caller, suggestion.0).await?;
    app.write(&caller, async move |tx| {
        let (conn, now) = (tx.conn(), tx.now());
        let before = store::for_update(tx, suggestion.0).await?;
        if let Some(given) = before.answered() {
            let present = store::view(conn, &before, now).await?;
            if given.answer.outcome == outcome && given.answer.text == text {
                return Ok(Reply::ok(&present));
            }
            if_match.against(&present)?;
        }
        let suggestion = before.answer(outcome, text, now)?;
        store::update(tx, &suggestion, Happening::Answered).await?;
        tx.audit("answer_suggestion", suggestion.id.0);
        Ok(Reply::ok(&store::view(conn, &suggestion, now).await?))
    })
    .await
}
