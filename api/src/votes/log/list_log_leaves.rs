use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;

use crate::http::page::{Listing, Page};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::{Kind, Problem};
use crate::record;
use crate::record::log::view::{LogLeafView, LogLeaves};
use crate::state::App;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "List the leaves of the log",
    description = "In the order of the log, for anybody who keeps a copy of it. Leaves hold commitments: no choice, no \
        voter, no time. Refused with `vote-not-opened` before opening.",
    params(LogLeaves),
    responses(
        (status = 200, description = "A page of leaves", body = Listing<LogLeafView>),
        (status = 409, description = "The vote has not been opened"),
    ),
)]
#[get("/v1/votes/{vote}/log/leaves")]
pub async fn list_log_leaves(app: Data<App>, vote: Id<VoteId>, query: Query<LogLeaves>) -> Result<Reply, Problem> {
    let Query(query) = query;
    let vote = store::vote(app.db().reads(), vote.0).await?;
    if vote.state.opening().is_none() {
        return Err(Problem::new(Kind::VoteNotOpened));
    }
    let page = Page::parse("list_log_leaves", query.limit, query.cursor.as_deref(), app.keys())?;
    Ok(Reply::ok(&record::log::prove::leaves(&app, vote.id.into(), &page).await?))
}
