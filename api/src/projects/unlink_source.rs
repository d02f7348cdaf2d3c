use actix_web::delete;
use actix_web::web::Data;
use domain::ids::ProjectId;
use domain::trace::Node;
use uuid::Uuid;

use super::reach::in_reach;
use super::store;
use crate::http::caller::Moderator;
use crate::http::path::Ids;
use crate::http::reply::Reply;
use crate::infra::links;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "projects",
    summary = "Unlink a source",
    description = "Takes back that the project answers this need or suggestion. The last source can't be unlinked while there is a design that answers it.",
    security(("session" = ["moderator"])),
    responses(
        (status = 204, description = "It is no longer linked"),
        (status = 409, description = "`sources-are-fixed` or `last-source-linked`"),
    ),
)]
#[delete("/v1/projects/{project}/sources/{source}")]
pub async fn unlink_source(app: Data<App>, caller: Moderator, ids: Ids<ProjectId, Uuid>) -> Result<Reply, Problem> {
    let Ids(id, source) = ids;
    in_reach(&app, &caller, id).await?;
    app.write(&caller, async move |tx| {
        let project = store::project_for_update(tx, id).await?;
        let designs = store::designs(tx.conn(), id).await?;
        let linked = project.sources.iter().map(|linked| linked.origin).find(|origin| origin.node().id() == source);
        let origin = linked.ok_or_else(Problem::not_found)?;
        project.unlink_source(origin, &designs)?;
        links::unlink(tx, origin.node(), Node::Project(id.0)).await?;
        tx.audit("unlink_source", id.0);
        Ok(Reply::no_content())
    })
    .await
}
