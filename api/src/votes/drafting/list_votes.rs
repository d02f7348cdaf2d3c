use actix_web::get;
use actix_web::web::Data;
use domain::ids::{ProjectId, UnitId};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;
use crate::votes::store::{self, Filter};
use crate::votes::view::VoteView;
use crate::votes::words::VoteStatusWord;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListVotes {
    /// Only votes of this project.
    project_id: Option<Uuid>,
    /// Only votes in this unit.
    unit_id: Option<Uuid>,
    /// Only votes in this state now.
    status: Option<VoteStatusWord>,
    /// true lists the rehearsals, in place of the votes that decide.
    #[param(default = false)]
    rehearsal: Option<bool>,
}

#[utoipa::path(
    tag = "votes",
    summary = "List votes",
    description = "Votes, the newest first. A vote past its end is closed, whether or not anybody closed it. \
        Rehearsals are listed only when they are asked for, and then alone.",
    params(ListVotes, Paging),
    responses((status = 200, description = "A page of votes", body = Listing<VoteView>)),
)]
#[get("/v1/votes")]
pub async fn list_votes(app: Data<App>, query: Listed<ListVotes>) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let page = paging.page("list_votes", app.keys())?;
    let filter = Filter {
        project: query.project_id.map(ProjectId),
        unit: query.unit_id.map(UnitId),
        stage: query.status.map(Into::into),
        rehearsal: query.rehearsal.unwrap_or(false),
    };
    let now = app.clock().now();
    let votes = store::list(app.db().reads(), filter, &page, now).await?;
    Ok(Reply::ok(&page.listing(votes, |vote| vote.id.to_string(), |vote| VoteView::from(&vote.as_of(now)))))
}
