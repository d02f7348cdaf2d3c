//! Loading a vote for somebody who runs it.

use domain::ids::VoteId;
use domain::vote::Vote;

use super::store;
use crate::http::caller::{Holder, Roles};
use crate::places;
use crate::problem::Problem;
use crate::state::App;

/// 404 unless there is such a vote, 403 unless the caller's post reaches its unit.
pub async fn in_reach<R: Roles>(app: &App, caller: &Holder<R>, id: VoteId) -> Result<Vote, Problem> {
    let vote = store::vote(app.db().reads(), id).await?;
    places::in_reach(app, caller, vote.unit).await?;
    Ok(vote)
}
