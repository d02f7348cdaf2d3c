use actix_web::get;
use actix_web::web::Data;
use domain::ids::SuggestionId;

use super::store;
use super::view::SuggestionView;
use crate::http::caller::Visitor;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "suggestions",
    summary = "Read a suggestion",
    description = "Its text, its due days, its answer and everything that happened to it. A withdrawn suggestion can be read by its \
        author only.",
    responses(
        (status = 200, description = "The suggestion", body = SuggestionView),
        (status = 401, description = "The access token sent is not valid"),
    ),
)]
#[get("/v1/suggestions/{suggestion}")]
pub async fn read_suggestion(app: Data<App>, caller: Visitor, suggestion: Id<SuggestionId>) -> Result<Reply, Problem> {
    let conn = app.db().reads();
    let reader = caller.authority.as_ref().map(|authority| authority.account);
    let suggestion = store::readable(conn, suggestion.0, reader).await?;
    Ok(Reply::ok(&store::view(conn, &suggestion, app.clock().now()).await?))
}
