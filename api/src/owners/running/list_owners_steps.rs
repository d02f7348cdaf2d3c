use actix_web::get;
use actix_web::web::Data;
use domain::ids::{OwnersDecisionId, RecordId};
use domain::vote::step::StepKind;

use crate::http::page::{Listing, Paging};
use crate::http::path::Id;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::owners::store;
use crate::problem::Problem;
use crate::record::VoteStepView;
use crate::record::steps;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "List what was done to an owners' decision",
    description = "Each pause, resumption and voiding with its reason, the oldest first.",
    params(Paging),
    responses((status = 200, description = "A page of steps", body = Listing<VoteStepView>)),
)]
#[get("/v1/owners-decisions/{decision}/steps")]
pub async fn list_owners_steps(
    app: Data<App>,
    decision: Id<OwnersDecisionId>,
    paging: Query<Paging>,
) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let record = RecordId::from(store::decision(app.db().reads(), decision.0).await?.id);
    let page = paging.page("list_owners_steps", app.keys())?;
    let done = steps(app.db().reads(), record, StepKind::is_public, &page).await?;
    Ok(Reply::ok(&page.listing(done, |step| step.id.to_string(), VoteStepView::from)))
}
