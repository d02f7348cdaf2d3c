//! Mandates (委托书): an owner authorises somebody else, in the app, or on paper that two people read.
//!
//! Promises: a mandate says the vote, or expressly that the holder decides, and the holder can cast nothing else; an
//! owner's own ballot goes before the holder's.

mod cast_owner_proxy_ballot;
mod confirm_owner_mandate;
mod give_owner_proxy;
mod list_my_owner_proxies;
mod list_owner_mandates;
mod proxies;
mod proxy_view;
mod record_owner_mandate;
mod revoke_owner_mandate;
mod revoke_owner_proxy;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(give_owner_proxy::give_owner_proxy)
        .service(list_my_owner_proxies::list_my_owner_proxies)
        .service(cast_owner_proxy_ballot::cast_owner_proxy_ballot)
        .service(revoke_owner_proxy::revoke_owner_proxy)
        .service(record_owner_mandate::record_owner_mandate)
        .service(confirm_owner_mandate::confirm_owner_mandate)
        .service(list_owner_mandates::list_owner_mandates)
        .service(revoke_owner_mandate::revoke_owner_mandate);
}
