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
mod read_meeting;
mod read_minutes;
mod refusals;
mod store;
mod view;
mod write_minutes;

use domain::ids::MeetingId;
use domain::meeting::{Meeting, ProjectStage};
use domain::project::Stage;
pub use store::{meeting, meeting_for_share, meetings_of_project, titles};

use crate::http::caller::{Moderator, Visitor};
use crate::http::routes::Routes;
use crate::places;
use crate::problem::{Kind, Problem};
use crate::state::App;

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

/// 404 when there is no such meeting, 403 when the moderator's posts don't reach its unit. For a meeting that is not
/// public yet the 403 is a 404, so that nobody outside the unit learns of it.
async fn run_by(app: &App, caller: &Moderator, id: MeetingId) -> Result<(), Problem> {
    let meeting = store::meeting(app.db().reads(), id).await?;
    let reach = caller.over_unit(&places::unit(app.db().reads(), meeting.unit).await?);
    reach.map_err(|problem| match problem.kind() == Kind::NotYourArea && !meeting.is_public() {
        true => Problem::not_found(),
        false => problem,
    })
}

/// 404 also when the meeting is not announced and the visitor is not of the unit's staff.
async fn seen_by(app: &App, visitor: &Visitor, id: MeetingId) -> Result<Meeting, Problem> {
    let meeting = store::meeting(app.db().reads(), id).await?;
    if meeting.is_public() || is_staff_of(app, visitor, &meeting).await? {
        Ok(meeting)
    } else {
        Err(Problem::not_found())
    }
}

async fn is_staff_of(app: &App, visitor: &Visitor, meeting: &Meeting) -> Result<bool, Problem> {
    if visitor.authority.is_none() {
        return Ok(false);
    }
    Ok(visitor.is_staff_over(&places::unit(app.db().reads(), meeting.unit).await?))
}
