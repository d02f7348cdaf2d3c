use actix_web::get;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::IntoParams;

use super::store::{self, Wanted};
use super::view::SuggestionSummary;
use crate::http::caller::ModeratorOrSteward;
use crate::http::page::{Listing, Page};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListOverdue {
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// `next_cursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

#[utoipa::path(
    tag = "suggestions",
    summary = "List overdue suggestions",
    description = "Suggestions to the caller's areas that have a duty past its day, the oldest first.",
    params(ListOverdue),
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "A page of suggestions", body = Listing<SuggestionSummary>)),
)]
#[get("/v1/suggestions/overdue")]
pub async fn list_overdue(
    app: Data<App>,
    caller: ModeratorOrSteward,
    query: Query<ListOverdue>,
) -> Result<Reply, Problem> {
    let page = Page::parse("list_overdue", query.0.limit, query.0.cursor.as_deref(), app.keys())?;
    let areas = caller.posts().map(|post| post.area().clone()).collect();
    let wanted = Wanted { areas, overdue: Some(true), ..Wanted::default() };
    let (conn, now) = (app.db().reads(), app.clock().now());
    let found = store::suggestions(conn, &wanted, now, &page).await?;
    let names = store::speakers(conn, &found).await?;
    let view = |suggestion| SuggestionSummary::new(&suggestion, &names, now);
    Ok(Reply::ok(&page.listing(found, |suggestion| suggestion.id.to_string(), view)))
}
