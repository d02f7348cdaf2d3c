use actix_web::get;
use actix_web::web::Data;
use domain::ids::ProjectId;

use super::store;
use super::view::ProjectView;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "projects",
    summary = "Read a project",
    description = "One project with its plan, stage, sources, designs and progress. Its ETag is what `update_project` asks for.",
    responses((status = 200, description = "The project", body = ProjectView)),
)]
#[get("/v1/projects/{project}")]
pub async fn read_project(app: Data<App>, project: Id<ProjectId>) -> Result<Reply, Problem> {
    let project = store::project(app.db().reads(), project.0).await?;
    Ok(Reply::ok(&store::project_view(app.db().reads(), &project).await?))
}
