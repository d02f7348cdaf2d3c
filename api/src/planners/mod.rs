//! Planners (社区规划师): which person is engaged by which district, for which term.
//!
//! Promises: an engagement and the appointment that carries its authority begin together and end together; the public
//! sees a planner's professional name, never the account.

mod end_engagement;
mod engage_planner;
mod entity;
mod list_planners;
mod reach;
mod read_planner;
mod store;
mod view;

pub use store::{engagement, is_engaged, names};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(list_planners::list_planners)
        .service(engage_planner::engage_planner)
        .service(read_planner::read_planner)
        .service(end_engagement::end_engagement);
}
