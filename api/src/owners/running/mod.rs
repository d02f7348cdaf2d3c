//! A decision that runs: it is opened, paused, resumed or voided, and incidents are written down.
//!
//! Promise: each step has a reason, and everybody who cast a ballot is told of the step; no step moves the announced
//! end.

mod list_owners_incidents;
mod list_owners_steps;
mod open_owners_decision;
mod pause_owners_decision;
mod report_owners_incident;
mod resume_owners_decision;
mod step;
mod void_owners_decision;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(open_owners_decision::open_owners_decision)
        .service(void_owners_decision::void_owners_decision)
        .service(pause_owners_decision::pause_owners_decision)
        .service(resume_owners_decision::resume_owners_decision)
        .service(list_owners_steps::list_owners_steps)
        .service(report_owners_incident::report_owners_incident)
        .service(list_owners_incidents::list_owners_incidents);
}
