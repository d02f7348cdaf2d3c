use actix_web::post;
use actix_web::web::Data;
use domain::appointment::Role;
use domain::design::{Design, Submission};
use domain::ids::ProjectId;
use domain::text::{Prose, Title};
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::in_reach;
use super::store;
use super::view::DesignView;
use crate::http::body::Keyed;
use crate::http::caller::ModeratorOrPlanner;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::actor::Caller as _;
use crate::infra::links::{self, Node};
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDesign {
    #[schema(min_length = 1, max_length = 100, example = "方案一：林荫步道")]
    title: String,
    /// What it proposes, for people who read no plans.
    #[schema(min_length = 1, max_length = 10_000, example = "保留现有香樟，沿河设 2 米宽步道，入口设无障碍坡道")]
    summary: String,
}

#[utoipa::path(
    tag = "projects",
    summary = "Submit a design",
    description = "Adds a design to a proposed project that has at least one source.",
    request_body = NewDesign,
    security(("session" = ["moderator", "planner"])),
    responses((status = 201, description = "The design", body = DesignView)),
)]
#[post("/v1/projects/{project}/designs")]
pub async fn submit_design(
    app: Data<App>,
    caller: ModeratorOrPlanner,
    project: Id<ProjectId>,
    body: Keyed<NewDesign>,
) -> Result<Reply, Problem> {
    let Id(project) = project;
    let (title, summary) =
        (Title::parse(&body.value.title).field("/title")?, Prose::parse(&body.value.summary).field("/summary")?);
    in_reach(&app, &caller, project).await?;
    let author_role = Role::from_word(caller.actor().role).ok_or_else(Problem::broken)?;
    let submission = Submission { title, summary, author: caller.account(), author_role };
    let inner = App::clone(&app);
    app.once(&caller, &body.key, async move |tx| {
        let project = store::project_for_update(tx, project).await?;
        let designs = store::designs(tx.conn(), project.id).await?;
        let standing = designs.iter().filter(|design| design.stands()).count();
        let id = tx.id();
        let design = Design::submit(id.into(), &project, standing, submission, tx.now())?;
        store::insert_design(tx, &design).await?;
        links::link(tx, Node::Project(project.id.0), Node::Design(id), "designed for this project").await?;
        tx.audit("submit_design", id);
        Ok(Reply::created(format!("/v1/designs/{id}"), &store::design_view(tx.conn(), inner.keys(), &design).await?))
    })
    .await
}
