use actix_web::get;
use actix_web::web::Data;

use super::store::{self, Wanted};
use super::view::SuggestionSummary;
use crate::http::caller::ModeratorOrSteward;
use crate::http::page::{Listing, Paging};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "suggestions",
    summary = "List overdue suggestions",
    description = "Suggestions to the caller's areas that have a duty past its day, the oldest first.",
    params(Paging),
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "A page of suggestions", body = Listing<SuggestionSummary>)),
)]
#[get("/v1/suggestions/overdue")]
pub async fn list_overdue(app: Data<App>, caller: ModeratorOrSteward, paging: Query<Paging>) -> Result<Reply, Problem> {
    let page = paging.0.page("list_overdue", app.keys())?;
    let areas = caller.posts().map(|post| post.area().clone()).collect();
    let wanted = Wanted { areas, overdue: Some(true), ..Wanted::default() };
    let (conn, now) = (app.db().reads(), app.clock().now());
    let found = store::suggestions(conn, &wanted, now, &page).await?;
    let names = store::speakers(conn, &found).await?;
    let view = |suggestion| SuggestionSummary::new(&suggestion, &names, now);
    Ok(Reply::ok(&page.listing(found, |suggestion| suggestion.id.to_string(), view)))
}
