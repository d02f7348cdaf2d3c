use actix_web::post;
use actix_web::web::Data;
use domain::ids::VoteId;
use domain::vote::Stage;
use domain::vote::step::StepKind;

use crate::http::body::Keyed;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{Kind, Problem};
use crate::record;
use crate::record::{NewIncident, VoteStepView};
use crate::state::App;
use crate::votes::reach::in_reach;

#[utoipa::path(
    tag = "votes",
    summary = "Report an incident",
    description = "Writes down what happened around a vote, at any time from its opening on. Nothing of the vote \
        changes by it.",
    request_body = NewIncident,
    security(("session" = ["moderator", "steward"])),
    responses((status = 201, description = "The stored incident", body = VoteStepView)),
)]
#[post("/v1/votes/{vote}/incidents")]
pub async fn report_incident(
    app: Data<App>,
    caller: ModeratorOrSteward,
    vote: Id<VoteId>,
    body: Keyed<NewIncident>,
) -> Result<Reply, Problem> {
    let text = body.value.parse()?;
    if in_reach(&app, &caller, vote.0).await?.state.stage() == Stage::Drafted {
        return Err(Problem::new(Kind::VoteNotOpened));
    }
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let incident = record::insert_step(tx, vote.0.into(), StepKind::Incident, by, &text, None).await?;
        tx.audit("report_incident", vote.0.0);
        Ok(Reply::created(format!("/v1/votes/{}/incidents", vote.0), &VoteStepView::from(incident)))
    })
    .await
}
