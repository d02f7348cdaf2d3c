use chrono::TimeDelta;

use super::residency::{household_lists, residency_codes};
use super::rights::{consents, erasure};
use super::secrets::resets;
use super::sign_in::{attempts, challenges, devices, phone_codes, wrong_tries};
use crate::infra::actor::{Actor, Anyone};
use crate::problem::Problem;
use crate::state::App;

/// Longer than any limit looks back.
const RETENTION_DAYS: i64 = 2;

/// Erases accounts whose grace period is over. Deletes codes, unfinished sign-ins and tries that no limit counts any
/// more, devices that nobody used for half a year, household lists that have expired, and residency codes that have
/// been over for more than a year.
pub async fn sweep(app: &App) -> Result<u64, Problem> {
    let erased = erasure::settle(app).await?;
    let service = Anyone(Actor::service(app.clock().id()));
    app.write(&service, async move |tx| {
        let (before, idle) =
            (tx.now() - TimeDelta::days(RETENTION_DAYS), tx.now() - TimeDelta::days(devices::RETENTION_DAYS));
        let codes = phone_codes::store::sweep(tx.conn(), before).await?;
        let wrong = wrong_tries::store::sweep(tx.conn(), before).await?;
        let challenges = challenges::store::sweep(tx, before).await?;
        let resets = resets::store::sweep(tx, before).await?;
        let attempts = attempts::store::sweep(tx, before).await?;
        let consents = consents::store::sweep(tx).await?;
        let long_over = tx.now() - TimeDelta::days(residency_codes::RETENTION_DAYS);
        let homes = household_lists::store::sweep(tx).await? + residency_codes::store::sweep(tx, long_over).await?;
        let signing_in = codes + wrong + challenges + resets + attempts + devices::store::sweep(tx, idle).await?;
        Ok(erased + consents + homes + signing_in)
    })
    .await
}
