//! A vote that runs: it is opened, paused, resumed, extended, closed or voided, and incidents are written down.
//!
//! Promises: each step has a reason, which everybody on the roll is told; the announced end is only ever moved later,
//! and only a close ends a vote before it.

mod close_vote;
mod extend_vote;
mod list_incidents;
mod list_vote_steps;
mod open_vote;
mod pause_vote;
mod report_incident;
mod resume_vote;
mod step;
mod void_vote;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(open_vote::open_vote)
        .service(pause_vote::pause_vote)
        .service(resume_vote::resume_vote)
        .service(extend_vote::extend_vote)
        .service(close_vote::close_vote)
        .service(void_vote::void_vote)
        .service(report_incident::report_incident)
        .service(list_incidents::list_incidents)
        .service(list_vote_steps::list_vote_steps);
}
