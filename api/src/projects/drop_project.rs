use actix_web::post;
use actix_web::web::Data;
use domain::ids::ProjectId;
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::in_reach;
use super::view::ProjectView;
use super::{facts, store};
use crate::http::body::Keyed;
use crate::http::caller::Steward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DropReason {
    /// Published with the project.
    #[schema(min_length = 1, max_length = 500, example = "用地性质调整，项目无法实施")]
    reason: String,
}

#[utoipa::path(
    tag = "projects",
    summary = "Drop a project",
    description = "Ends a project that is not completed, for a published reason. It stays readable. Not possible while a vote about it runs.",
    request_body = DropReason,
    security(("session" = ["steward"])),
    responses((status = 200, description = "The dropped project", body = ProjectView)),
)]
#[post("/v1/projects/{project}/drop")]
pub async fn drop_project(
    app: Data<App>,
    caller: Steward,
    project: Id<ProjectId>,
    body: Keyed<DropReason>,
) -> Result<Reply, Problem> {
    let Id(id) = project;
    let reason = Sentence::parse(&body.value.reason).field("/reason")?;
    in_reach(&app, &caller, id).await?;
    app.once(&caller, &body.key, async move |tx| {
        let project = store::project_for_update(tx, id).await?;
        let now = tx.now();
        let project = project.drop(reason, &facts::votes(tx, id, now).await?, now)?;
        store::update(tx, &project).await?;
        tx.audit("drop_project", id.0);
        Ok(Reply::ok(&store::project_view(tx.conn(), &project).await?))
    })
    .await
}
