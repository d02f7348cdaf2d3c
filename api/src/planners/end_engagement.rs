use actix_web::post;
use actix_web::web::Data;
use domain::ids::PlannerId;
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::in_reach;
use super::store;
use super::view::PlannerView;
use crate::accounts;
use crate::http::body::Keyed;
use crate::http::caller::Steward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndOfEngagement {
    /// Stored, but not public.
    #[schema(min_length = 1, max_length = 500, example = "本人申请")]
    reason: String,
}

#[utoipa::path(
    tag = "planners",
    summary = "End an engagement",
    description = "Ends the engagement before its time, and the appointment with it. What the planner said and reviewed stays.",
    request_body = EndOfEngagement,
    security(("session" = ["steward"])),
    responses((status = 200, description = "The planner", body = PlannerView)),
)]
#[post("/v1/planners/{planner}/end")]
pub async fn end_engagement(
    app: Data<App>,
    caller: Steward,
    planner: Id<PlannerId>,
    body: Keyed<EndOfEngagement>,
) -> Result<Reply, Problem> {
    let reason = Sentence::parse(&body.value.reason).field("/reason")?;
    in_reach(&app, &caller, planner.0).await?;
    app.once(&caller, &body.key, async move |tx| {
        let planner = store::planner_for_update(tx, planner.0).await?.end(reason.clone(), tx.now())?;
        store::update(tx, &planner).await?;
        accounts::end_appointment(tx, planner.appointment, reason).await?;
        tx.audit("end_engagement", planner.id.0);
        Ok(Reply::ok(&PlannerView::new(&planner, tx.now())))
    })
    .await
}
