//! The three meetings (三会): hearing, coordination, review.
//!
//! Promises: a meeting that is planned but not announced is known to the unit's staff only; a step out of order is
//! refused by the name of its gate; minutes are public once published, and then never change.

mod announce_meeting;
mod cancel_meeting;
mod close_meeting;
mod entity;
mod list_meetings;
mod open_meeting;
mod plan_meeting;
mod publish_minutes;
mod reach;
mod read_meeting;
mod read_minutes;
mod refusals;
mod store;
mod view;
mod write_minutes;

use domain::meeting::ProjectStage;
use domain::project::Stage;
pub use store::{meeting, meeting_for_share, meetings_of_project, titles};

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config
        .service(list_meetings::list_meetings)
        .service(plan_meeting::plan_meeting)
        .service(read_meeting::read_meeting)
        .service(announce_meeting::announce_meeting)
        .service(cancel_meeting::cancel_meeting)
        .service(open_meeting::open_meeting)
        .service(close_meeting::close_meeting)
        .service(read_minutes::read_minutes)
        .service(write_minutes::write_minutes)
        .service(publish_minutes::publish_minutes);
}

/// A project's stage, reduced to what the rules of meetings and ratings ask about.
pub fn project_stage(stage: &Stage) -> ProjectStage {
    match stage {
        Stage::InPublicity(_) => ProjectStage::InPublicity,
        Stage::Completed(_) => ProjectStage::Completed,
        Stage::Proposed | Stage::Approved(_) | Stage::Building(_) | Stage::Dropped(_) => ProjectStage::Elsewhere,
    }
}
