//! Needs (需求): what residents say is missing or wrong.
//!
//! Promises: a need is stored as it was said and never shows who said it; a hearing takes needs of its own unit only,
//! and only while it collects; every such need leads to its hearing in the trace.

mod entity;
mod list_needs;
mod raise;
mod read_need;
mod store;
mod submit_need;
mod view;

pub use raise::raise;
pub use store::{need, titles};
pub use view::FacilityWord;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(list_needs::list_needs) //
        .service(submit_need::submit_need)
        .service(read_need::read_need);
}
