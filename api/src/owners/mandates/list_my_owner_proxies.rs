use actix_web::get;
use actix_web::web::Data;

use super::proxy_view::OwnerProxyView;
use crate::accounts;
use crate::http::caller::Resident;
use crate::http::page::{Listing, Paging};
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::owners::store;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "List my owners' proxies",
    description = "The proxies that I gave, those of heads that I own according to the register, also on paper, and \
        those that I hold; the oldest first. `cast_owner_proxy_ballot` uses one that I hold, `revoke_owner_proxy` \
        revokes one of a head of mine.",
    params(Paging),
    security(("session" = ["resident"])),
    responses((status = 200, description = "A page of proxies", body = Listing<OwnerProxyView>)),
)]
#[get("/v1/me/owner-proxies")]
pub async fn list_my_owner_proxies(app: Data<App>, caller: Resident, paging: Query<Paging>) -> Result<Reply, Problem> {
    let Query(paging) = paging;
    let page = paging.page("list_my_owner_proxies", app.keys())?;
    let (reads, now, me) = (app.db().reads(), app.clock().now(), caller.account());
    let phone = accounts::phone_of(reads, app.keys(), me).await?;
    let proxies = match &phone {
        Some(phone) => store::proxies_of(reads, app.keys(), me, phone, &page).await?,
        None => Vec::new(), // both sides of a proxy are known by number
    };
    let items = proxies.iter().zip(phone.iter().cycle()).map(|(proxy, phone)| OwnerProxyView::new(proxy, phone, now));
    Ok(Reply::ok(&page.listing(items.collect(), |view: &OwnerProxyView| view.id.to_string(), |view| view)))
}
