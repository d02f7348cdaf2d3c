use actix_web::post;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::vote::step::StepKind;

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
    summary = "Resume an owners' decision",
    description = "Takes ballots again, until the announced end. Everybody who cast a ballot is told. Refused with \
        `vote-not-paused`, `vote-not-opened`, `vote-closed` or `vote-voided`.",
    request_body = StepReason,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The open decision", body = OwnersDecisionView)),
)]
#[post("/v1/owners-decisions/{decision}/resumption")]
pub async fn resume_owners_decision(
    app: Data<App>,
    caller: Moderator,
    decision: Id<OwnersDecisionId>,
    body: Keyed<StepReason>,
) -> Result<Reply, Problem> {
    let reason = body.value.parse()?;
    in_reach(&app, &caller, decision.0).await?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let stepped = store::decision_for_update(tx, decision.0).await?.resume(tx.now())?;
        step::take(tx, &stepped, StepKind::Resumed, by, &reason).await?;
        tx.audit("resume_owners_decision", stepped.id.0);
        Ok(Reply::ok(&OwnersDecisionView::new(&stepped, tx.now())))
    })
    .await
}
