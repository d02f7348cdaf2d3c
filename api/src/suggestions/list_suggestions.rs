use actix_web::get;
use actix_web::web::Data;
use domain::area::AreaCode;
use domain::suggestion::Status;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::store::{self, Wanted};
use super::view::SuggestionSummary;
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListSuggestions {
    /// Only suggestions addressed to this area or below it.
    #[param(pattern = "^31([0-9]{4}([0-9]{3}([0-9]{3})?)?)?$", example = "310101")]
    area: Option<String>,
    /// Only suggestions that are this far.
    #[param(inline)]
    status: Option<ListedStatus>,
    /// True: only those with a duty past its day. False: only those without.
    overdue: Option<bool>,
    /// True: only planners' independent suggestions. False: only residents'.
    by_planner: Option<bool>,
}

/// The statuses that are public.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListedStatus {
    Received,
    Acknowledged,
    Answered,
    Adopted,
}

#[utoipa::path(
    tag = "suggestions",
    summary = "List suggestions",
    description = "Suggestions that are not withdrawn, the oldest first.",
    params(ListSuggestions, Paging),
    responses((status = 200, description = "A page of suggestions", body = Listing<SuggestionSummary>)),
)]
#[get("/v1/suggestions")]
pub async fn list_suggestions(app: Data<App>, query: Listed<ListSuggestions>) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let page = paging.page("list_suggestions", app.keys())?;
    let wanted = Wanted {
        areas: query.area.as_deref().map(AreaCode::parse).transpose().field("area")?.into_iter().collect(),
        status: query.status.map(|status| match status {
            ListedStatus::Received => Status::Received,
            ListedStatus::Acknowledged => Status::Acknowledged,
            ListedStatus::Answered => Status::Answered,
            ListedStatus::Adopted => Status::Adopted,
        }),
        overdue: query.overdue,
        by_planner: query.by_planner,
    };
    let (conn, now) = (app.db().reads(), app.clock().now());
    let found = store::suggestions(conn, &wanted, now, &page).await?;
    let names = store::speakers(conn, &found).await?;
    let view = |suggestion| SuggestionSummary::new(&suggestion, &names, now);
    Ok(Reply::ok(&page.listing(found, |suggestion| suggestion.id.to_string(), view)))
}
