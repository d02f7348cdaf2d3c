//! Loading a register for a moderator of its unit.

use domain::ids::OwnerRegisterId;

use super::store::{self, RegisterRow};
use crate::http::caller::{Holder, Roles};
use crate::places;
use crate::problem::Problem;
use crate::state::App;

/// 404 unless there is such a register, 403 unless the caller's post reaches its unit.
pub async fn in_reach<R: Roles>(app: &App, caller: &Holder<R>, id: OwnerRegisterId) -> Result<RegisterRow, Problem> {
    let register = store::register(app.db().reads(), id).await?;
    places::in_reach(app, caller, register.unit).await?;
    Ok(register)
}
