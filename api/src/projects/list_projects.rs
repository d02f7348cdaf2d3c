use actix_web::get;
use actix_web::web::Data;
use domain::area::AreaCode;
use domain::ids::UnitId;
use domain::project::Year;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store::{self, Filter};
use super::view::ProjectItem;
use super::words::StageWord;
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListProjects {
    /// Only projects of this unit.
    unit_id: Option<Uuid>,
    /// Only projects of units in this area.
    #[param(pattern = "^31([0-9]{4}([0-9]{3}([0-9]{3})?)?)?$", example = "310101020")]
    area: Option<String>,
    /// Only projects in this stage.
    stage: Option<StageWord>,
    /// The year whose annual list they are meant for.
    #[param(minimum = 2014, maximum = 2099, example = 2026)]
    year: Option<i32>,
}

#[utoipa::path(
    tag = "projects",
    summary = "List projects",
    description = "The items of the blueprint, the newest first.",
    params(ListProjects, Paging),
    responses((status = 200, description = "A page of projects", body = Listing<ProjectItem>)),
)]
#[get("/v1/projects")]
pub async fn list_projects(app: Data<App>, query: Listed<ListProjects>) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let filter = Filter {
        unit: query.unit_id.map(UnitId),
        area: query.area.as_deref().map(AreaCode::parse).transpose().field("area")?,
        stage: query.stage.map(Into::into),
        year: query.year.map(Year::parse).transpose().field("year")?,
    };
    let page = paging.page("list_projects", app.keys())?;
    let projects = store::list(app.db().reads(), &filter, &page).await?;
    Ok(Reply::ok(&page.listing(projects, |project| project.id.to_string(), |project| ProjectItem::from(&project))))
}
