use actix_web::post;
use actix_web::web::Data;
use domain::ids::ProjectId;

use super::reach::in_reach;
use super::store;
use super::view::ProjectView;
use crate::http::body::RequestKey;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::places;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "projects",
    summary = "Open the publicity",
    description = "Opens the designs to objection (公示) for as long as the street has set, 7 days unless it says otherwise. Every design that is not withdrawn needs a review that counts.",
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The project in publicity", body = ProjectView)),
)]
#[post("/v1/projects/{project}/publicity")]
pub async fn open_publicity(
    app: Data<App>,
    caller: Moderator,
    project: Id<ProjectId>,
    key: RequestKey,
) -> Result<Reply, Problem> {
    let Id(id) = project;
    in_reach(&app, &caller, id).await?;
    app.once(&caller, &key, async move |tx| {
        let project = store::project_for_update(tx, id).await?;
        let designs = store::designs(tx.conn(), id).await?;
        let street = places::unit(tx.conn(), project.unit).await?.lead_street();
        let days = places::settings(tx.conn(), &street).await?.publicity_days;
        let project = project.open_publicity(&designs, days, tx.now())?;
        store::update(tx, &project).await?;
        tx.audit("open_publicity", id.0);
        Ok(Reply::ok(&store::project_view(tx.conn(), &project).await?))
    })
    .await
}
