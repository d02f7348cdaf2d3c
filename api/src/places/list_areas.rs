use actix_web::get;
use actix_web::web::Data;
use domain::area::AreaCode;
use serde::Deserialize;
use utoipa::IntoParams;

use super::store;
use super::view::{AreaView, LevelWord};
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListAreas {
    /// Only the areas directly below this one.
    #[param(pattern = "^31([0-9]{4}([0-9]{3}([0-9]{3})?)?)?$", example = "310101")]
    parent: Option<String>,
    /// Only areas of this level.
    level: Option<LevelWord>,
}

#[utoipa::path(
    tag = "places",
    summary = "List areas",
    description = "The city, its 16 districts, 234 streets and 6,509 committees, by code.",
    params(ListAreas, Paging),
    responses((status = 200, description = "A page of areas", body = Listing<AreaView>)),
)]
#[get("/v1/areas")]
pub async fn list_areas(app: Data<App>, query: Listed<ListAreas>) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let parent = query.parent.as_deref().map(AreaCode::parse).transpose().field("parent")?;
    let page = paging.page("list_areas", app.keys())?;
    let areas = store::areas(app.db().reads(), parent.as_ref(), query.level.map(Into::into), &page).await?;
    Ok(Reply::ok(&page.listing(areas, |area| area.code.to_string(), AreaView::from)))
}
