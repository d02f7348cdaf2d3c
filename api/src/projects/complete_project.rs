use actix_web::post;
use actix_web::web::Data;
use domain::ids::ProjectId;
use domain::money::Fen;
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::in_reach;
use super::store;
use super::view::ProjectView;
use crate::http::body::Keyed;
use crate::http::caller::Steward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// What was spent in the end, in fen (分). When absent, it is the amount of the last report.
    #[schema(minimum = 0, maximum = 10_000_000_000_000_i64, example = 118_500_000)]
    spent_fen: Option<i64>,
}

#[utoipa::path(
    tag = "projects",
    summary = "Complete a project",
    description = "The works are done. What follows is the review meeting and the rating.",
    request_body = Completion,
    security(("session" = ["steward"])),
    responses((status = 200, description = "The completed project", body = ProjectView)),
)]
#[post("/v1/projects/{project}/completion")]
pub async fn complete_project(
    app: Data<App>,
    caller: Steward,
    project: Id<ProjectId>,
    body: Keyed<Completion>,
) -> Result<Reply, Problem> {
    let Id(id) = project;
    let spent = body.value.spent_fen.map(Fen::parse).transpose().field("/spent_fen")?;
    in_reach(&app, &caller, id).await?;
    app.once(&caller, &body.key, async move |tx| {
        let project = store::project_for_update(tx, id).await?.complete(spent, tx.now())?;
        store::update(tx, &project).await?;
        tx.audit("complete_project", id.0);
        Ok(Reply::ok(&store::project_view(tx.conn(), &project).await?))
    })
    .await
}
