//! Staff networks: from which addresses the posts of an area may act.
//!
//! Promises: the list of the nearest area at or above a post decides, and without one every address will do; a change
//! holds within a second on every instance; nobody shuts themselves out by mistake. Signing in works from anywhere: only
//! the posts sleep.

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
