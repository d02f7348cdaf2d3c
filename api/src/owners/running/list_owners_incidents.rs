use actix_web::get;
use actix_web::web::Data;
use domain::ids::{OwnersDecisionId, RecordId};
use domain::vote::step::StepKind;

use crate::http::caller::ModeratorOrSteward;
use crate::http::page::{Listing, Page};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::problem::Problem;
use crate::record::steps;
use crate::record::{VoteStepView, VoteSteps};
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "List incidents of an owners' decision",
    description = "Incidents that were written down around the decision, the oldest first. They are not published, \
        because they may name people.",
    params(VoteSteps),
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "A page of incidents", body = Listing<VoteStepView>)),
)]
#[get("/v1/owners-decisions/{decision}/incidents")]
pub async fn list_owners_incidents(
    app: Data<App>,
    caller: ModeratorOrSteward,
    decision: Id<OwnersDecisionId>,
    query: Query<VoteSteps>,
) -> Result<Reply, Problem> {
    let Query(query) = query;
    let record = RecordId::from(in_reach(&app, &caller, decision.0).await?.id);
    let page = Page::parse("list_owners_incidents", query.limit, query.cursor.as_deref(), app.keys())?;
    let incidents = steps(app.db().reads(), record, |kind| kind == StepKind::Incident, &page).await?;
    Ok(Reply::ok(&page.listing(incidents, |step| step.id.to_string(), VoteStepView::from)))
}
