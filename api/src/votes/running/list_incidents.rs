use actix_web::get;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::step::StepKind;

use crate::http::caller::ModeratorOrSteward;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::record;
use crate::record::VoteStepView;
use crate::state::App;
use crate::votes::reach::in_reach;

#[utoipa::path(
    tag = "votes",
    summary = "List incidents",
    description = "What was written down around the vote, the oldest first. Not published: it may name people.",
    params(Paging),
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "A page of incidents", body = Listing<VoteStepView>)),
)]
#[get("/v1/votes/{vote}/incidents")]
pub async fn list_incidents(
    app: Data<App>,
    caller: ModeratorOrSteward,
    vote: Id<VoteId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let vote = in_reach(&app, &caller, vote.0).await?.id;
    let page = paging.page("list_incidents", app.keys())?;
    let incidents = record::steps(app.db().reads(), vote.into(), |kind| kind == StepKind::Incident, &page).await?;
    Ok(Reply::ok(&page.listing(incidents, |step| step.id.to_string(), VoteStepView::from)))
}
