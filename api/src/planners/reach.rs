//! Loading a planner for the district's steward.

use domain::ids::PlannerId;
use domain::planner::Planner;

use super::store;
use crate::http::caller::{Holder, Roles};
use crate::problem::Problem;
use crate::state::App;

/// 404 unless there is such a planner, 403 unless the caller's post covers the district that engaged them.
pub async fn in_reach<R: Roles>(app: &App, caller: &Holder<R>, id: PlannerId) -> Result<Planner, Problem> {
    let planner = store::planner(app.db().reads(), id).await?;
    caller.over_area(&planner.district)?;
    Ok(planner)
}
