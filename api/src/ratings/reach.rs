//! Loading a round of rating for somebody who runs it.

use domain::ids::RatingId;
use domain::rating::Rating;

use super::store;
use crate::http::caller::{Holder, Roles};
use crate::places;
use crate::problem::Problem;
use crate::state::App;

/// 404 unless there is such a round, 403 unless the caller's post reaches its unit.
pub async fn in_reach<R: Roles>(app: &App, caller: &Holder<R>, id: RatingId) -> Result<Rating, Problem> {
    let rating = store::rating(app.db().reads(), id).await?;
    places::in_reach(app, caller, rating.unit).await?;
    Ok(rating)
}
