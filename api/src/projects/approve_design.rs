use actix_web::post;
use actix_web::web::Data;
use domain::ids::{DesignId, ProjectId, VoteId};
use domain::project::Ground;
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::reach::in_reach;
use super::view::ProjectView;
use super::{facts, store};
use crate::http::body::Keyed;
use crate::http::caller::Steward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::infra::links::{self, Node};
use crate::problem::{OfField, Problem};
use crate::state::App;

/// Either `vote_id` or `reason`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApproval {
    design_id: Uuid,
    /// The certified vote the design won.
    vote_id: Option<Uuid>,
    /// Published with the project. Accepted only if no vote of the project is under way and none chose another design.
    #[schema(min_length = 1, max_length = 500, example = "仅一个方案，公示期内无异议")]
    reason: Option<String>,
}

impl NewApproval {
    fn ground(&self) -> Result<Ground, Problem> {
        match (self.vote_id, &self.reason) {
            (Some(vote), None) => Ok(Ground::Vote(VoteId(vote))),
            (None, Some(reason)) => Ok(Ground::Reason(Sentence::parse(reason).field("/reason")?)),
            (Some(_), Some(_)) | (None, None) => {
                Err(Problem::field("/vote_id", "one_of", "give either vote_id or reason", "vote_id 与 reason 二者择一"))
            }
        }
    }
}

#[utoipa::path(
    tag = "projects",
    summary = "Approve a design",
    description = "Once the publicity is over: the winner of a certified vote, or, without a vote, a design with a published reason. \
        After a budget vote: the first of the funded designs, and all the others are approved with it.",
    request_body = NewApproval,
    security(("session" = ["steward"])),
    responses((status = 200, description = "The project with its approval", body = ProjectView)),
)]
#[post("/v1/projects/{project}/approval")]
pub async fn approve_design(
    app: Data<App>,
    caller: Steward,
    project: Id<ProjectId>,
    body: Keyed<NewApproval>,
) -> Result<Reply, Problem> {
    let Id(id) = project;
    let design = DesignId(body.value.design_id);
    let ground = body.value.ground()?;
    in_reach(&app, &caller, id).await?;
    app.once(&caller, &body.key, async move |tx| {
        let project = store::project_for_update(tx, id).await?;
        let designs = store::designs(tx.conn(), id).await?;
        let now = tx.now();
        let votes = facts::votes(tx, id, now).await?;
        let project = project.approve_design(design, ground.clone(), &designs, &votes, now)?;
        store::update(tx, &project).await?;
        trace(tx, id, design, &ground).await?;
        for also in project.stage.approval().into_iter().flat_map(|approval| &approval.also) {
            links::link(tx, Node::Design(also.0), Node::Project(id.0), "approved: the vote funded it, too").await?;
        }
        tx.audit("approve_design", id.0);
        Ok(Reply::ok(&store::project_view(tx.conn(), &project).await?))
    })
    .await
}

/// Links the project to the vote, if there was one, and to the design that was chosen.
async fn trace(tx: &Tx, project: ProjectId, design: DesignId, ground: &Ground) -> Result<(), Problem> {
    let (project, design) = (Node::Project(project.0), Node::Design(design.0));
    match ground {
        Ground::Vote(vote) => {
            links::link(tx, Node::Vote(vote.0), project, "its winner was approved").await?;
            links::link(tx, design, project, "approved: it won the vote").await
        }
        Ground::Reason(reason) => links::link(tx, design, project, reason.as_str()).await,
    }
}
