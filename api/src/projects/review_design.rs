use actix_web::put;
use actix_web::web::Data;
use domain::design::Review;
use domain::ids::DesignId;
use domain::text::Prose;
use serde::Deserialize;
use utoipa::ToSchema;

use super::store;
use super::view::DesignView;
use super::words::VerdictWord;
use crate::http::body::Body;
use crate::http::caller::Planner;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;
use crate::{places, planners};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewBody {
    #[schema(min_length = 1, max_length = 10_000, example = "方案可行，建议坡道坡度不大于 1:12")]
    opinion: String,
    verdict: VerdictWord,
    /// Do you have an interest of your own in this design? A review with one is shown and does not count.
    conflict: bool,
}

#[utoipa::path(
    tag = "projects",
    summary = "Review a design",
    description = "A planner engaged by the project's district gives an opinion, or replaces the one they gave. A conflict of interest must be declared, yes or no.",
    request_body = ReviewBody,
    security(("session" = ["planner"])),
    responses(
        (status = 200, description = "The design with the review", body = DesignView),
        (status = 409, description = "`reviews-are-fixed` or `design-withdrawn`"),
    ),
)]
#[put("/v1/designs/{design}/reviews/me")]
pub async fn review_design(
    app: Data<App>,
    caller: Planner,
    design: Id<DesignId>,
    body: Body<ReviewBody>,
) -> Result<Reply, Problem> {
    let Id(id) = design;
    let Body(ReviewBody { opinion, verdict, conflict }) = body;
    let opinion = Prose::parse(&opinion).field("/opinion")?;
    let planner = caller.account();
    let inner = App::clone(&app);
    app.write(&caller, async move |tx| {
        let project = store::design(tx.conn(), id).await?.project;
        let project = store::project_for_update(tx, project).await?;
        let design = store::design(tx.conn(), id).await?;
        let district = places::unit(tx.conn(), project.unit).await?.district();
        let now = tx.now();
        let engaged = planners::is_engaged(tx.conn(), planner, &district, now).await?;
        let review = Review { planner, opinion, verdict: verdict.into(), conflict, reviewed_at: now };
        let design = design.review(&project, engaged, review.clone())?;
        store::save_review(tx, id, &review).await?;
        tx.audit("review_design", id.0);
        Ok(Reply::ok(&store::design_view(tx.conn(), inner.keys(), &design).await?))
    })
    .await
}
