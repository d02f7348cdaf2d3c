use actix_web::get;
use actix_web::web::Data;

use super::proxy_view::ProxyView;
use crate::accounts;
use crate::http::caller::Resident;
use crate::http::page::{Listing, Paging};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;
use crate::votes::store;

#[utoipa::path(
    tag = "votes",
    summary = "List my proxies",
    description = "The proxies that I gave, or my household where households vote, and those that I hold; the oldest \
        first. `cast_proxy_ballot` uses one I hold, `revoke_proxy` ends one I gave.",
    params(Paging),
    security(("session" = ["resident"])),
    responses((status = 200, description = "A page of proxies", body = Listing<ProxyView>)),
)]
#[get("/v1/me/proxies")]
pub async fn list_my_proxies(app: Data<App>, caller: Resident, paging: Query<Paging>) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let page = paging.page("list_my_proxies", app.keys())?;
    let (reads, now, me) = (app.db().reads(), app.clock().now(), caller.account());
    let proxies = store::proxies_of(reads, me, &page).await?;
    let people = proxies.iter().flat_map(|proxy| [proxy.giver, proxy.holder]);
    let names = accounts::public_names(reads, app.keys(), people).await?;
    let view = |proxy: domain::vote::proxy::Proxy| ProxyView::new(&proxy, me, &names, now);
    Ok(Reply::ok(&page.listing(proxies, |proxy| proxy.id.to_string(), view)))
}
