//! Ballots that another person casts for the voter: a helper in the voter's presence or by telephone, or the holder of
//! a proxy.
//!
//! Promises: the voter is told and gets a receipt; the rule says which ballot counts when a voter's ballots come by
//! several channels; that a voter was helped is stored apart from what was chosen; a person who casts for others may
//! not certify.

mod cancel_assisted_ballot;
mod cast_assisted_ballot;
mod cast_proxy_ballot;
mod give_proxy;
mod help_view;
mod list_assisted_ballots;
mod list_my_proxies;
mod proxy_view;
mod revoke_proxy;

pub use help_view::open_reference;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(cast_assisted_ballot::cast_assisted_ballot)
        .service(cancel_assisted_ballot::cancel_assisted_ballot)
        .service(list_assisted_ballots::list_assisted_ballots)
        .service(give_proxy::give_proxy)
        .service(list_my_proxies::list_my_proxies)
        .service(cast_proxy_ballot::cast_proxy_ballot)
        .service(revoke_proxy::revoke_proxy);
}
