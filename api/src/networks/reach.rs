//! Looking an area up for somebody who sets its networks.

use domain::area::AreaCode;

use crate::http::caller::{Holder, Roles};
use crate::places;
use crate::problem::Problem;
use crate::state::App;

/// 404 unless there is such an area, 403 unless the caller's post covers it.
pub async fn in_reach<R: Roles>(app: &App, caller: &Holder<R>, area: &AreaCode) -> Result<(), Problem> {
    places::area(app.db().reads(), area).await?;
    caller.over_area(area)
}
