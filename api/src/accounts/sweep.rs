use chrono::TimeDelta;

use super::{phone_codes, tries};
use crate::app::App;
use crate::http::problem::Problem;

/// Forgets codes and tries that no limit counts any more.
pub async fn sweep(app: &App) -> Result<u64, Problem> {
    let (conn, before) = (app.db().reads(), app.clock().now() - TimeDelta::days(2));
    Ok(phone_codes::store::sweep(conn, before).await? + tries::store::sweep(conn, before).await?)
}
