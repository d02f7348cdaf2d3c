use actix_web::get;
use actix_web::web::Data;
use domain::owner::decision::Item;

use super::decision_view::OwnersPresetView;
use crate::http::page::{Listing, Page};
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "List what owners decide jointly",
    description = "The items of art. 278 of the Civil Code, with what each of them requires. They are presets, to be \
        checked with the housing office, and no legal advice.",
    responses((status = 200, description = "All items", body = Listing<OwnersPresetView>)),
)]
#[get("/v1/owners-presets")]
pub async fn list_owners_presets(app: Data<App>) -> Result<Reply, Problem> {
    let page = Page::parse("list_owners_presets", None, None, app.keys())?;
    let items: Vec<Item> = (1..=Item::MAX).filter_map(Item::new).collect();
    Ok(Reply::ok(&page.listing(items, |item| item.get().to_string(), OwnersPresetView::from)))
}
