use actix_web::post;
use actix_web::web::Data;
use domain::ids::ProjectId;
use domain::money::Fen;
use domain::project::Percent;
use domain::text::Prose;
use serde::Deserialize;
use utoipa::ToSchema;

use super::reach::in_reach;
use super::store;
use super::view::ProjectView;
use crate::http::body::Keyed;
use crate::http::caller::ModeratorOrSteward;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// How much of the works is done; never less than was reported before.
    #[schema(minimum = 0, maximum = 100, example = 60)]
    done_percent: i32,
    /// Spent so far, in fen (分); may be corrected downwards.
    #[schema(minimum = 0, maximum = 10_000_000_000_000_i64, example = 72_000_000)]
    spent_fen: i64,
    #[schema(min_length = 1, max_length = 10_000, example = "步道基础完成，开始铺装")]
    text: String,
}

#[utoipa::path(
    tag = "projects",
    summary = "Report progress",
    description = "How far the works are and what was spent.",
    request_body = NewReport,
    security(("session" = ["moderator", "steward"])),
    responses((status = 200, description = "The project with the report", body = ProjectView)),
)]
#[post("/v1/projects/{project}/progress")]
pub async fn report_progress(
    app: Data<App>,
    caller: ModeratorOrSteward,
    project: Id<ProjectId>,
    body: Keyed<NewReport>,
) -> Result<Reply, Problem> {
    let Id(id) = project;
    let done = Percent::parse(body.value.done_percent).field("/done_percent")?;
    let spent = Fen::parse(body.value.spent_fen).field("/spent_fen")?;
    let text = Prose::parse(&body.value.text).field("/text")?;
    in_reach(&app, &caller, id).await?;
    app.once(&caller, &body.key, async move |tx| {
        let project = store::project_for_update(tx, id).await?.report_progress(done, spent)?;
        store::update(tx, &project).await?;
        store::insert_report(tx, id, done, spent, &text, tx.now()).await?;
        tx.audit("report_progress", id.0);
        Ok(Reply::ok(&store::project_view(tx.conn(), &project).await?))
    })
    .await
}
