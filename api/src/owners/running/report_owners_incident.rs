use actix_web::post;
use actix_web::web::Data;
use domain::ids::OwnersDecisionId;
use domain::vote::step::StepKind;

use crate::http::body::Keyed;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::owners::reach::in_reach;
use crate::problem::{Kind, Problem};
use crate::record::insert_step;
use crate::record::{NewIncident, VoteStepView};
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Report an incident of an owners' decision",
    description = "Writes down what happened around a decision, at any time after its opening. It changes nothing of \
        the decision. Refused with `vote-not-opened` before the opening.",
    request_body = NewIncident,
    security(("session" = ["moderator", "steward"])),
    responses((status = 201, description = "The incident as it is stored", body = VoteStepView)),
)]
#[post("/v1/owners-decisions/{decision}/incidents")]
pub async fn report_owners_incident(
    app: Data<App>,
    caller: ModeratorOrSteward,
    decision: Id<OwnersDecisionId>,
    body: Keyed<NewIncident>,
) -> Result<Reply, Problem> {
    let text = body.value.parse()?;
    let decision = in_reach(&app, &caller, decision.0).await?;
    if decision.opening().is_none() {
        return Err(Problem::new(Kind::VoteNotOpened));
    }
    let (by, id) = (caller.account(), decision.id);
    app.once(&caller, &body.key, async move |tx| {
        let incident = insert_step(tx, id.into(), StepKind::Incident, by, &text, None).await?;
        tx.audit("report_owners_incident", id.0);
        Ok(Reply::created(format!("/v1/owners-decisions/{id}/incidents"), &VoteStepView::from(incident)))
    })
    .await
}
