//! What a person may ask about their own data: an export, which is one document with everything that the service holds
//! about them, to be fetched once. (Correcting and erasing are operations of `accounts`, on whose rows they work.)
//!
//! Promises: an export is made only under a fresh proof; it is sealed until it is fetched, and deleted when it was
//! fetched or after a day; the code that opens it is in no URL and is stored as a hash; of fifty requests that fetch it
//! at once, one gets it.

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

/// How long an export waits to be fetched.
const LIFE_HOURS: i64 = 24;

pub fn routes(config: &mut Routes) {
    config
        .service(request_my_export::request_my_export)
        .service(read_my_export::read_my_export)
        .service(download_my_export::download_my_export);
}

/// Deletes exports that nobody fetched in time.
pub async fn sweep(app: &App) -> Result<u64, Problem> {
    let service = Anyone(Actor::service(app.clock().id()));
    app.write(&service, async move |tx| Ok(store::sweep(tx).await?)).await
}
