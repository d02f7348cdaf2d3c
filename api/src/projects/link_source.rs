use actix_web::post;
use actix_web::web::Data;
use domain::ids::ProjectId;
use domain::project::{Origin, Project, Source};
use domain::text::Sentence;
use domain::trace::Node;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::reach::in_reach;
use super::view::ProjectView;
use super::words::SourceKindWord;
use super::{facts, store};
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::infra::links;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSource {
    kind: SourceKindWord,
    /// Id of the need or suggestion.
    id: Uuid,
    /// Why the project answers it; public, part of the trace.
    #[schema(min_length = 1, max_length = 500, example = "听证会上多数居民提出缺少休憩空间")]
    reason: String,
}

#[utoipa::path(
    tag = "projects",
    summary = "Link a source",
    description = "Says which need or suggestion of its unit the project answers, and why. Possible until a design is approved.",
    request_body = NewSource,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The project with the source", body = ProjectView)),
)]
#[post("/v1/projects/{project}/sources")]
pub async fn link_source(
    app: Data<App>,
    caller: Moderator,
    project: Id<ProjectId>,
    body: Keyed<NewSource>,
) -> Result<Reply, Problem> {
    let Id(id) = project;
    let reason = Sentence::parse(&body.value.reason).field("/reason")?;
    let origin = match body.value.kind {
        SourceKindWord::Need => Origin::Need(body.value.id.into()),
        SourceKindWord::Suggestion => Origin::Suggestion(body.value.id.into()),
    };
    in_reach(&app, &caller, id).await?;
    app.once(&caller, &body.key, async move |tx| {
        let project = add_source(tx, id, origin, reason, "/id").await?;
        tx.audit("link_source", id.0);
        Ok(Reply::ok(&store::project_view(tx.conn(), &project).await?))
    })
    .await
}

/// Links an origin to the project. The caller's authority was checked before; the link is stored in the trace.
/// `pointer` names the field to blame when project and origin don't belong together.
pub async fn add_source(
    tx: &Tx,
    id: ProjectId,
    origin: Origin,
    reason: Sentence,
    pointer: &str,
) -> Result<Project, Problem> {
    let project = store::project_for_update(tx, id).await?;
    facts::stands(tx, origin, project.unit, pointer).await?;
    let project = project.link_source(Source { origin, reason: reason.clone(), linked_at: tx.now() })?;
    links::link(tx, origin.node(), Node::Project(id.0), reason.as_str()).await?;
    Ok(project)
}
