//! Staff networks: the addresses from which the posts of an area may act.
//!
//! Promises: the list of the nearest area at or above a post decides, and without a list every address is allowed; a
//! change takes effect within a second on every instance; nobody shuts themselves out by mistake. People can sign in
//! from any address: it is only their posts that have no effect there.

mod entity;
mod reach;
mod read_staff_networks;
mod refusals;
mod set_staff_networks;
mod store;
mod view;

pub use store::over;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(read_staff_networks::read_staff_networks) //
        .service(set_staff_networks::set_staff_networks);
}
