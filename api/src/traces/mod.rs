//! The trace: what led to what, from the sentence a resident typed to the rating of the thing that was built.
//!
//! Operations record the links (`infra/links`); reading a trace asks every slice for the titles of its things.

mod read_trace;
mod store;
mod view;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config.service(read_trace::read_trace);
}
