//! Loading a unit for somebody who acts in it.

use domain::ids::UnitId;
use domain::unit::Unit;

use super::store;
use crate::http::caller::{Holder, Roles};
use crate::problem::Problem;
use crate::state::App;

/// 404 unless there is such a unit, 403 unless the caller's post reaches it.
pub async fn in_reach<R: Roles>(app: &App, caller: &Holder<R>, id: UnitId) -> Result<Unit, Problem> {
    let unit = store::unit(app.db().reads(), id).await?;
    caller.over_unit(&unit)?;
    Ok(unit)
}
