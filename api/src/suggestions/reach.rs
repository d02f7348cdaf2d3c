//! Loading a suggestion for somebody who answers it.

use domain::ids::SuggestionId;
use domain::suggestion::Suggestion;

use super::store;
use crate::http::caller::{Holder, Roles};
use crate::problem::Problem;
use crate::state::App;

/// 404 unless there is such a suggestion, withdrawn or not; 403 unless the caller's post covers the area that owes the
/// answer, which never changes.
pub async fn in_reach<R: Roles>(app: &App, caller: &Holder<R>, id: SuggestionId) -> Result<Suggestion, Problem> {
    let suggestion = store::even_withdrawn(app.db().reads(), id).await?;
    caller.over_area(&suggestion.area)?;
    Ok(suggestion)
}
