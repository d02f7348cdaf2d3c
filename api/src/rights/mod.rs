//! What a person may ask of their own data: an export, everything the service holds about them, as one document they fetch
//! once. (Correcting and erasing are operations of `accounts`, on whose rows they work.)
//!
//! Promises: made under a fresh proof; sealed until it is fetched, and gone with that or after a day; the code that opens it
//! is in no address and is kept as a hash; of fifty who fetch it at once one gets it.

mod content;
mod download_my_export;
mod entity;
mod read_my_export;
mod request_my_export;
mod store;
mod view;

use crate::http::routes::Routes;
use crate::infra::actor::{Actor, Anyone};
use crate::problem::Problem;
use crate::state::App;

/// How long it waits to be fetched.
const LIFE_HOURS: i64 = 24;

pub fn routes(config: &mut Routes) {
    config
        .service(request_my_export::request_my_export)
        .service(read_my_export::read_my_export)
        .service(download_my_export::download_my_export);
}

/// Forgets exports nobody fetched in their day.
pub async fn sweep(app: &App) -> Result<u64, Problem> {
    let service = Anyone(Actor::service(app.clock().id()));
    app.write(&service, async move |tx| Ok(store::sweep(tx).await?)).await
}
