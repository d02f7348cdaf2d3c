use actix_web::post;
use actix_web::web::Data;
use domain::ids::{MeetingId, UnitId};
use domain::project::Project;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::plan::PlanBody;
use super::view::ProjectView;
use super::{facts, store};
use crate::http::body::Keyed;
use crate::http::caller::ModeratorOrSteward;
use crate::http::reply::Reply;
use crate::infra::links::{self, Node};
use crate::places;
use crate::problem::{Named as _, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProject {
    unit_id: Uuid,
    /// The hearing it came out of, with published minutes.
    hearing_id: Option<Uuid>,
    plan: PlanBody,
}

#[utoipa::path(
    tag = "projects",
    summary = "Propose a project",
    description = "Puts an item on the blueprint of a unit. If it names the hearing it came out of, that hearing's minutes must be published.",
    request_body = NewProject,
    security(("session" = ["moderator", "steward"])),
    responses((status = 201, description = "The project", body = ProjectView)),
)]
#[post("/v1/projects")]
pub async fn propose_project(
    app: Data<App>,
    caller: ModeratorOrSteward,
    body: Keyed<NewProject>,
) -> Result<Reply, Problem> {
    let plan = body.value.plan.parse("/plan")?;
    let hearing = body.value.hearing_id.map(MeetingId);
    let unit = places::in_reach(&app, &caller, UnitId(body.value.unit_id)).await.named("/unit_id")?;
    let by = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let hearing = match hearing {
            Some(id) => Some(facts::hearing(tx, id, unit.id()).await?),
            None => None,
        };
        let id = tx.id();
        let project = Project::propose(id.into(), unit.id(), plan, hearing, by, tx.now())?;
        store::insert(tx, &project).await?;
        if let Some(hearing) = project.hearing {
            links::link(tx, Node::Meeting(hearing.0), Node::Project(id), "proposed after this hearing").await?;
        }
        tx.audit("propose_project", id);
        Ok(Reply::created(format!("/v1/projects/{id}"), &store::project_view(tx.conn(), &project).await?))
    })
    .await
}
