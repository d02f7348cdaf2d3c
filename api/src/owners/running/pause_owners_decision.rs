use actix_web::post;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::vote::step::{Step, StepKind};

use super::step;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::drafting::OwnersDecisionView;
use crate::owners::reach::in_reach;
use crate::owners::store;
use crate::problem::Problem;
use crate::record::step::StepReason;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Pause an owners' decision",
    description = "No ballots are taken until the decision is resumed. Ballots that were cast before stay valid, and \
        the announced end is not moved. Everybody who cast a ballot is told. Refused with `vote-not-opened`, \
        `vote-already-paused`, `vote-closed` or `vote-voided`.",
    request_body = StepReason,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The paused decision", body = OwnersDecisionView)),
)]
#[post("/v1/owners-decisions/{decision}/pause")]
pub async fn pause_owners_decision(
    app: Data<App>,
    caller: Moderator,
    decision: Id<OwnersDecisionId>,
    body: Keyed<StepReason>,
) -> Result<Reply, Problem> {
    let reason = body.value.parse()?;
    in_reach(&app, &caller, decision.0).await?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let stepped = store::decision_for_update(tx, decision.0).await?.pause(Step {
            by,
            at: tx.now(),
            reason: reason.clone(),
        })?;
        step::take(tx, &stepped, StepKind::Paused, by, &reason).await?;
        tx.audit("pause_owners_decision", stepped.id.0);
        Ok(Reply::ok(&OwnersDecisionView::new(&stepped, tx.now())))
    })
    .await
}
