use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, SubsecRound as _, Utc};
use domain::ids::ProjectId;
use domain::rating::{Opening, Rating};
use serde::Deserialize;
use utoipa::ToSchema;

use super::store;
use super::view::RatingView;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::infra::links::{self, Node};
use crate::problem::Problem;
use crate::state::App;
use crate::{meetings, projects};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRating {
    /// When the round closes by itself: in the future, at most a year ahead.
    #[schema(example = "2026-09-30T16:00:00Z")]
    closes_at: DateTime<Utc>,
}

#[utoipa::path(
    tag = "ratings",
    summary = "Open a round of rating",
    description = "Lets the verified residents of the unit rate a completed project, after its review meeting. One round at a time.",
    request_body = NewRating,
    security(("session" = ["moderator"])),
    responses((status = 201, description = "The round, open", body = RatingView)),
)]
#[post("/v1/projects/{project}/ratings")]
pub async fn open_rating(
    app: Data<App>,
    caller: Moderator,
    project: Id<ProjectId>,
    body: Keyed<NewRating>,
) -> Result<Reply, Problem> {
    let closes_at = body.value.closes_at.trunc_subsecs(6);
    let unit = projects::in_reach(&app, &caller, project.0).await?.unit;
    app.once(&caller, &body.key, async move |tx| {
        // Holding the project keeps two rounds from opening at once.
        let project = projects::project_for_update(tx, project.0).await?;
        let opening = Opening {
            id: tx.id().into(),
            project: project.id,
            unit,
            stage: meetings::project_stage(&project.stage),
            meetings_of_project: &meetings::meetings_of_project(tx.conn(), project.id).await?,
            earlier_rounds: &store::ratings_of_project(tx.conn(), project.id).await?,
            closes_at,
        };
        let rating = Rating::open(opening, tx.now())?;
        store::insert(tx, &rating).await?;
        let node = Node::Rating(rating.id.0);
        links::link(tx, Node::Project(rating.project.0), node, "rated by the residents").await?;
        links::link(tx, Node::Meeting(rating.review.0), node, "rated after the review meeting").await?;
        tx.audit("open_rating", rating.id.0);
        Ok(Reply::created(format!("/v1/ratings/{}", rating.id), &RatingView::new(&rating, tx.now())))
    })
    .await
}
