use actix_web::post;
use actix_web::web::Data;
use domain::ids::DesignId;
use domain::project::VoteState;
use domain::text::Sentence;
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::in_reach;
use super::view::DesignView;
use super::{facts, store};
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Published with the design.
    #[schema(min_length = 1, max_length = 500, example = "设计团队撤回：地下管线无法避让")]
    reason: String,
}

#[utoipa::path(
    tag = "projects",
    summary = "Withdraw a design",
    description = "The design stays readable, but can't be chosen any more. Not possible while people vote on it, nor for the last design in publicity.",
    request_body = Withdrawal,
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The design", body = DesignView)),
)]
#[post("/v1/designs/{design}/withdrawal")]
pub async fn withdraw_design(
    app: Data<App>,
    caller: Moderator,
    design: Id<DesignId>,
    body: Keyed<Withdrawal>,
) -> Result<Reply, Problem> {
    let Id(id) = design;
    let reason = Sentence::parse(&body.value.reason).field("/reason")?;
    let project = store::design(app.db().reads(), id).await?.project;
    in_reach(&app, &caller, project).await?;
    let inner = App::clone(&app);
    app.once(&caller, &body.key, async move |tx| {
        let project = store::project_for_update(tx, project).await?;
        let design = store::design(tx.conn(), id).await?;
        let designs = store::designs(tx.conn(), project.id).await?;
        let others = designs.iter().filter(|other| other.id != id && other.stands()).count();
        let now = tx.now();
        let votes = facts::votes(tx, project.id, now).await?;
        let running = votes.iter().any(|vote| vote.state == VoteState::Running);
        let design = design.withdraw(&project, others, running, reason, now)?;
        store::update_design(tx, &design).await?;
        tx.audit("withdraw_design", id.0);
        Ok(Reply::ok(&store::design_view(tx.conn(), inner.keys(), &design).await?))
    })
    .await
}
