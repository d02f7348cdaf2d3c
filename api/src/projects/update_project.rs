use actix_web::put;
use actix_web::web::Data;
use domain::ids::ProjectId;

use super::plan::PlanBody;
use super::reach::in_reach;
use super::store;
use super::view::ProjectView;
use crate::http::body::Body;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Id;
use crate::http::reply::{IfMatch, Reply};
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "projects",
    summary = "Update a project's plan",
    description = "Replaces the whole plan. Possible only while the project is proposed: once the designs are public, what people see must not move.",
    params(("If-Match" = String, Header, description = "ETag of the project as `read_project` gave it.", max_length = 200)),
    request_body = PlanBody,
    security(("session" = ["moderator", "steward"])),
    responses(
        (status = 200, description = "The project", body = ProjectView),
        (status = 409, description = "`plan-is-fixed`: the publicity was opened"),
    ),
)]
#[put("/v1/projects/{project}")]
pub async fn update_project(
    app: Data<App>,
    caller: ModeratorOrSteward,
    project: Id<ProjectId>,
    known: IfMatch,
    body: Body<PlanBody>,
) -> Result<Reply, Problem> {
    let Id(id) = project;
    let plan = body.0.parse("")?;
    in_reach(&app, &caller, id).await?;
    app.write(&caller, async move |tx| {
        let project = store::project_for_update(tx, id).await?;
        known.against(&store::project_view(tx.conn(), &project).await?)?;
        let project = project.update(plan)?;
        store::update(tx, &project).await?;
        tx.audit("update_project", id.0);
        Ok(Reply::ok(&store::project_view(tx.conn(), &project).await?))
    })
    .await
}
