use actix_web::post;
use actix_web::web::Data;
use domain::ids::ProjectId;

use super::reach::in_reach;
use super::store;
use super::view::ProjectView;
use crate::http::body::RequestKey;
use crate::http::caller::Steward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "projects",
    summary = "Start building",
    description = "The works on the approved design begin.",
    security(("session" = ["steward"])),
    responses((status = 200, description = "The project, building", body = ProjectView)),
)]
#[post("/v1/projects/{project}/start")]
pub async fn start_building(
    app: Data<App>,
    caller: Steward,
    project: Id<ProjectId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    let Id(id) = project;
    in_reach(&app, &caller, id).await?;
    app.once(&caller, &key, async move |tx| {
        let project = store::project_for_update(tx, id).await?.start_building(tx.now())?;
        store::update(tx, &project).await?;
        tx.audit("start_building", id.0);
        Ok(Reply::ok(&store::project_view(tx.conn(), &project).await?))
    })
    .await
}
