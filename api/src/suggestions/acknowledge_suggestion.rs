use actix_web::post;
use actix_web::web::Data;
use domain::ids::SuggestionId;

use super::event::Happening;
use super::reach::in_reach;
use super::store;
use super::view::SuggestionView;
use crate::http::body::RequestKey;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "suggestions",
    summary = "Acknowledge a suggestion",
    description = "The street or committee says that it has received the suggestion and will answer.",
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "The suggestion", body = SuggestionView)),
)]
#[post("/v1/suggestions/{suggestion}/acknowledgement")]
pub async fn acknowledge_suggestion(
    app: Data<App>,
    caller: ModeratorOrSteward,
    suggestion: Id<SuggestionId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    in_reach(&app, &caller, suggestion.0).await?;
    app.once(&caller, &key, async move |tx| {
        let (conn, now) = (tx.conn(), tx.now());
        let suggestion = store::for_update(tx, suggestion.0).await?.acknowledge(now)?;
        store::update(tx, &suggestion, Happening::Acknowledged).await?;
        tx.audit("acknowledge_suggestion", suggestion.id.0);
        Ok(Reply::ok(&store::view(conn, &suggestion, now).await?))
    })
    .await
}
