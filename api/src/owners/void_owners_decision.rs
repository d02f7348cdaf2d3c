use actix_web::post;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::owner::decision::Void;
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;

use super::decision_view::OwnersDecisionView;
use super::{decision_in_reach, store};
use crate::app::App;
use crate::http::body::Keyed;
use crate::http::caller::Steward;
use crate::http::path::Id;
use crate::http::problem::{OfField as _, Problem};
use crate::http::reply::Reply;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidOwnersDecision {
    /// Shown with the decision.
    #[schema(min_length = 1, max_length = 500, example = "公告的预算有误")]
    reason: String,
}

#[utoipa::path(
    tag = "owners",
    summary = "Void an owners' decision",
    description = "Ends it without a result, at any time before that is certified, for a reason that is shown. No ballot of it counts. Refused with `result-already-certified` or `vote-voided`.",
    request_body = VoidOwnersDecision,
    security(("session" = ["steward"])),
    responses((status = 200, description = "The voided decision", body = OwnersDecisionView)),
)]
#[post("/v1/owners-decisions/{decision}/void")]
pub async fn void_owners_decision(
    app: Data<App>,
    caller: Steward,
    decision: Id<OwnersDecisionId>,
    body: Keyed<VoidOwnersDecision>,
) -> Result<Reply, Problem> {
    let reason = Sentence::parse(&body.value.reason).field("/reason")?;
    decision_in_reach(&app, &caller, decision.0).await?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let now = tx.now();
        let voided = store::decision_for_update(tx, decision.0).await?.void(Void { by, at: now, reason })?;
        store::update_decision(tx, &voided).await?;
        tx.audit("void_owners_decision", voided.id.0);
        Ok(Reply::ok(&OwnersDecisionView::new(&voided, now)))
    })
    .await
}
