//! The service as who runs it sees it from outside the machine.
//!
//! Promises: no secret, and nothing about any person, is shown here.

mod read_service_state;
mod view;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config.service(read_service_state::read_service_state);
}
