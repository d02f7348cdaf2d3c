use super::store;
use crate::app::App;
use crate::http::caller::{Actor, Anyone};
use crate::http::problem::Problem;

/// Loads the areas of Shanghai at start; does nothing when they are there.
pub async fn load_areas(app: &App) -> Result<(), Problem> {
    let service = Anyone(Actor::service(app.clock().id()));
    app.write(&service, async |tx| store::load_areas(tx).await).await
}
