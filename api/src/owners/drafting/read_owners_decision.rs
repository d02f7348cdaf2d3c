use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;

use super::decision_view::OwnersDecisionView;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::store;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Read an owners' decision",
    description = "What is decided, by which item of art. 278, and how far it is.",
    responses((status = 200, description = "The decision", body = OwnersDecisionView)),
)]
#[get("/v1/owners-decisions/{decision}")]
pub async fn read_owners_decision(app: Data<App>, decision: Id<OwnersDecisionId>) -> Result<Reply, Problem> {
    let decision = store::decision(app.db().reads(), decision.0).await?;
    Ok(Reply::ok(&OwnersDecisionView::new(&decision, app.clock().now())))
}
