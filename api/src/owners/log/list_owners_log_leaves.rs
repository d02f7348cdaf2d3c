use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;

use crate::http::page::{Listing, Page};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::owners::store;
use crate::problem::{Kind, Problem};
use crate::record::log::prove;
use crate::record::log::view::{LogLeafView, LogLeaves};
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "List the leaves of an owners' decision",
    description = "In the order in which ballots were taken, for people who keep a copy of the log. A leaf holds a \
        commitment: no choice, no flat, no time. Refused with `vote-not-opened` before opening.",
    params(LogLeaves),
    responses(
        (status = 200, description = "A page of leaves", body = Listing<LogLeafView>),
        (status = 409, description = "The decision has not been opened"),
    ),
)]
#[get("/v1/owners-decisions/{decision}/log/leaves")]
pub async fn list_owners_log_leaves(
    app: Data<App>,
    decision: Id<OwnersDecisionId>,
    query: Query<LogLeaves>,
) -> Result<Reply, Problem> {
    let Query(query) = query;
    let decision = store::decision(app.db().reads(), decision.0).await?;
    if decision.opening().is_none() {
        return Err(Problem::new(Kind::VoteNotOpened));
    }
    let page = Page::parse("list_owners_log_leaves", query.limit, query.cursor.as_deref(), app.keys())?;
    Ok(Reply::ok(&prove::leaves(&app, decision.id.into(), &page).await?))
}
