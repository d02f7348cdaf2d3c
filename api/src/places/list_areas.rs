use actix_web::get;
use actix_web::web::Data;
use domain::area::AreaCode;
use serde::Deserialize;
use utoipa::IntoParams;

use super::store;
use super::view::{AreaView, LevelWord};
use crate::http::page::{Listing, Page};
use crate::http::query::Query;
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
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// `next_cursor` of the page before.
    #[param(max_length = 200)]
    cursor: Option<String>,
}

#[utoipa::path(
    tag = "places",
    summary = "List areas",
    description = "The city, its 16 districts, 234 streets and 6,509 committees, by code.",
    params(ListAreas),
    responses((status = 200, description = "A page of areas", body = Listing<AreaView>)),
)]
#[get("/v1/areas")]
pub async fn list_areas(app: Data<App>, query: Query<ListAreas>) -> Result<Reply, Problem> {
    let Query(query) = query;
    let parent = query.parent.as_deref().map(AreaCode::parse).transpose().field("parent")?;
    let page = Page::parse("list_areas", query.limit, query.cursor.as_deref(), app.keys())?;
    let areas = store::areas(app.db().reads(), parent.as_ref(), query.level.map(Into::into), &page).await?;
    Ok(Reply::ok(&page.listing(areas, |area| area.code.to_string(), AreaView::from)))
}
