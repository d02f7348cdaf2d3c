use actix_web::post;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::vote::step::{Step, StepKind};

use super::step;
use crate::http::body::Keyed;
use crate::http::caller::Steward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::drafting::OwnersDecisionView;
use crate::owners::reach::in_reach;
use crate::owners::store;
use crate::problem::Problem;
use crate::record::log::named;
use crate::record::step::StepReason;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Void an owners' decision",
    description = "Ends the decision without a result, at any time before the result is certified, for a reason that \
        is published. No ballot counts, and the log ends. Everybody who cast a ballot is told. Refused with \
        `result-already-certified` or `vote-voided`.",
    request_body = StepReason,
    security(("session" = ["steward"])),
    responses((status = 200, description = "The voided decision", body = OwnersDecisionView)),
)]
#[post("/v1/owners-decisions/{decision}/void")]
pub async fn void_owners_decision(
    app: Data<App>,
    caller: Steward,
    decision: Id<OwnersDecisionId>,
    body: Keyed<StepReason>,
) -> Result<Reply, Problem> {
    let reason = body.value.parse()?;
    in_reach(&app, &caller, decision.0).await?;
    let (by, service) = (caller.account(), App::clone(&app));
    app.once(&caller, &body.key, async move |tx| {
        let stored = store::decision_for_update(tx, decision.0).await?;
        let voided = stored.void(Step { by, at: tx.now(), reason: reason.clone() })?;
        if named::enter(tx, voided.id.into()).await? {
            named::void(&service, tx, voided.id.into()).await?;
        }
        step::take(tx, &voided, StepKind::Voided, by, &reason).await?;
        tx.audit("void_owners_decision", voided.id.0);
        Ok(Reply::ok(&OwnersDecisionView::new(&voided, tx.now())))
    })
    .await
}
