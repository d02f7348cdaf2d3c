use super::people::store;
use crate::infra::actor::{Actor, Anyone};
use crate::problem::Problem;
use crate::state::App;

/// Seals names that older versions stored in clear. It runs at every start and finds nothing after the first.
pub async fn seal_names(app: &App) -> Result<(), Problem> {
    loop {
        let (inner, service) = (app.clone(), Anyone(Actor::service(app.clock().id())));
        if app.write(&service, async move |tx| Ok(store::seal_names(tx, inner.keys()).await?)).await? == 0 {
            return Ok(());
        }
    }
}
