use actix_web::get;
use actix_web::web::Data;
use domain::ids::{OwnersDecisionId, RecordId};
use domain::vote::step::StepKind;

use crate::http::caller::ModeratorOrSteward;
use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::problem::Problem;
use crate::record::VoteStepView;
use crate::record::steps;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "List incidents of an owners' decision",
    description = "Incidents that were written down around the decision, the oldest first. They are not published, \
        because they may name people.",
    params(Paging),
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "A page of incidents", body = Listing<VoteStepView>)),
)]
#[get("/v1/owners-decisions/{decision}/incidents")]
pub async fn list_owners_incidents(
    app: Data<App>,
    caller: ModeratorOrSteward,
    decision: Id<OwnersDecisionId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let record = RecordId::from(in_reach(&app, &caller, decision.0).await?.id);
    let page = paging.page("list_owners_incidents", app.keys())?;
    let incidents = steps(app.db().reads(), record, |kind| kind == StepKind::Incident, &page).await?;
    Ok(Reply::ok(&page.listing(incidents, |step| step.id.to_string(), VoteStepView::from)))
}
