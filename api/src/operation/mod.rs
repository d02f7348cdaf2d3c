//! The state of the service, for the people who run it but don't sit at its machine.
//!
//! Promises: no secret, and nothing about any person, is shown here.

mod read_service_state;
mod view;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config.service(read_service_state::read_service_state);
}
