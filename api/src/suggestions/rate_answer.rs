use actix_web::put;
use actix_web::web::Data;
use domain::ids::SuggestionId;
use domain::suggestion::answer::Score;
use serde::Deserialize;
use utoipa::ToSchema;

use super::event::Happening;
use super::store;
use super::view::SuggestionView;
use crate::http::body::Body;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswerRating {
    /// From 1 (no answer at all, to my mind) to 5 (fully answered).
    #[schema(minimum = 1, maximum = 5, example = 4)]
    score: u8,
}

#[utoipa::path(
    tag = "suggestions",
    summary = "Rate the answer",
    description = "The author of the suggestion says how good the answer was, and may change the rating later. A rated answer can't be reworded.",
    request_body = NewAnswerRating,
    security(("session" = ["resident", "planner"])),
    responses(
        (status = 200, description = "The suggestion", body = SuggestionView),
        (status = 403, description = "Not the author"),
        (status = 409, description = "Not answered yet, or withdrawn"),
    ),
)]
#[put("/v1/suggestions/{suggestion}/answer/rating")]
pub async fn rate_answer(
    app: Data<App>,
    caller: Resident,
    suggestion: Id<SuggestionId>,
    body: Body<NewAnswerRating>,
) -> Result<Reply, Problem> {
    let score = Score::new(body.0.score)?;
    let account = caller.account();
    app.write(&caller, async move |tx| {
        let (conn, now) = (tx.conn(), tx.now());
        let before = store::for_update_by(tx, suggestion.0, account).await?;
        let is_mine = before.proposer.account == account;
        let given = before.answered().and_then(|answered| answered.rating);
        if is_mine && given.is_some_and(|rating| rating.score == score) {
            return Ok(Reply::ok(&store::view(conn, &before, now).await?)); // repeated: no second event
        }
        let suggestion = before.rate(account, score, now)?;
        store::update(tx, &suggestion, Happening::Rated).await?;
        tx.audit("rate_answer", suggestion.id.0);
        Ok(Reply::ok(&store::view(conn, &suggestion, now).await?))
    })
    .await
}
