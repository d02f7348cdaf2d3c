//! Loading a meeting for somebody who runs it, or for a visitor.

use domain::ids::MeetingId;
use domain::meeting::Meeting;

use super::store;
use crate::http::caller::{Holder, Roles, Visitor};
use crate::places;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// 404 unless there is such a meeting, 403 unless the caller's post reaches its unit. For a meeting that is not public yet
/// the 403 is a 404, so that nobody outside the unit learns of it.
pub async fn in_reach<R: Roles>(app: &App, caller: &Holder<R>, id: MeetingId) -> Result<Meeting, Problem> {
    let meeting = store::meeting(app.db().reads(), id).await?;
    match places::in_reach(app, caller, meeting.unit).await {
        Ok(_) => Ok(meeting),
        Err(problem) if problem.kind() == Kind::NotYourArea && !meeting.is_public() => Err(Problem::not_found()),
        Err(problem) => Err(problem),
    }
}

/// 404 also when the meeting is not announced and the visitor is not of the unit's staff.
pub async fn seen_by(app: &App, visitor: &Visitor, id: MeetingId) -> Result<Meeting, Problem> {
    let meeting = store::meeting(app.db().reads(), id).await?;
    if meeting.is_public() || is_staff_of(app, visitor, &meeting).await? {
        Ok(meeting)
    } else {
        Err(Problem::not_found())
    }
}

pub async fn is_staff_of(app: &App, visitor: &Visitor, meeting: &Meeting) -> Result<bool, Problem> {
    if visitor.authority.is_none() {
        return Ok(false);
    }
    Ok(visitor.is_staff_over(&places::unit(app.db().reads(), meeting.unit).await?))
}
