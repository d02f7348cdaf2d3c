use actix_web::post;
use actix_web::web::Data;
use domain::ids::SuggestionId;

use super::event::Happening;
use super::store;
use super::view::SuggestionView;
use crate::http::body::RequestKey;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "suggestions",
    summary = "Withdraw a suggestion",
    description = "The author takes the suggestion back, which is possible until it is answered. It then leaves every list and is readable by its author only.",
    security(("session" = ["resident", "planner"])),
    responses(
        (status = 200, description = "The suggestion", body = SuggestionView),
        (status = 403, description = "Not the author"),
    ),
)]
#[post("/v1/suggestions/{suggestion}/withdrawal")]
pub async fn withdraw_suggestion(
    app: Data<App>,
    caller: Resident,
    suggestion: Id<SuggestionId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    let account = caller.account();
    app.once(&caller, &key, async move |tx| {
        let (conn, now) = (tx.conn(), tx.now());
        let suggestion = store::for_update_by(tx, suggestion.0, account).await?.withdraw(account, now)?;
        store::update(tx, &suggestion, Happening::Withdrawn).await?;
        tx.audit("withdraw_suggestion", suggestion.id.0);
        Ok(Reply::ok(&store::view(conn, &suggestion, now).await?))
    })
    .await
}
