use super::store;
use crate::infra::actor::{Actor, Anyone};
use crate::problem::Problem;
use crate::state::App;

/// Loads the areas of Shanghai at start; does nothing when they are there.
pub async fn load_areas(app: &App) -> Result<(), Problem> {
    let service = Anyone(Actor::service(app.clock().id()));
    app.write(&service, async |tx| store::load_areas(tx).await).await
}
