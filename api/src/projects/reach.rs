//! Loading a project for somebody who runs it.

use domain::ids::ProjectId;
use domain::project::Project;

use super::store;
use crate::http::caller::{Holder, Roles};
use crate::places;
use crate::problem::Problem;
use crate::state::App;

/// 404 unless there is such a project, 403 unless the caller's post reaches its unit.
pub async fn in_reach<R: Roles>(app: &App, caller: &Holder<R>, id: ProjectId) -> Result<Project, Problem> {
    let project = store::project(app.db().reads(), id).await?;
    places::in_reach(app, caller, project.unit).await?;
    Ok(project)
}
