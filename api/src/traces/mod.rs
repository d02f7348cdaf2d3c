//! The trace: what led to what, from the sentence a resident typed to the rating of the thing that was built.
//!
//! Every operation that relates two things records a link in its own transaction.

mod entity;
mod read_trace;
mod store;
mod view;

pub use domain::trace::Node;
pub use store::{link, links_into, unlink};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config.service(read_trace::read_trace);
}
