//! Projects: the items of the blueprint, from proposal through designs, publicity and approval to the finished works.
//!
//! Promises: every step names the gate that is shut; an operation that decides on a project or its designs locks the
//! project's row first; everything about a project is public, and people appear in it by role, planners by name.

mod approve_design;
mod complete_project;
mod drop_project;
mod entity;
mod facts;
mod link_source;
mod list_projects;
mod open_publicity;
mod plan;
mod propose_project;
mod reach;
mod read_design;
mod read_project;
mod refusals;
mod report_progress;
mod review_design;
mod start_building;
mod store;
mod submit_design;
mod unlink_source;
mod update_project;
mod view;
mod withdraw_design;
mod words;

pub use link_source::add_source;
pub use reach::in_reach;
pub use store::{design_titles, designs, project, project_for_update, project_titles};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(list_projects::list_projects)
        .service(propose_project::propose_project)
        .service(read_project::read_project)
        .service(update_project::update_project)
        .service(link_source::link_source)
        .service(unlink_source::unlink_source)
        .service(submit_design::submit_design)
        .service(read_design::read_design)
        .service(withdraw_design::withdraw_design)
        .service(review_design::review_design)
        .service(open_publicity::open_publicity)
        .service(approve_design::approve_design)
        .service(start_building::start_building)
        .service(report_progress::report_progress)
        .service(complete_project::complete_project)
        .service(drop_project::drop_project);
}
