//! Erasure (PIPL 47): requested, carried out after a grace period, or withdrawn before its end.
//!
//! Promises: an account can't be used from the request on and is gone when the grace period is over, whether or not the
//! sweep has run; the answer says what is kept, and why; votes are never touched, so no tally and no roll changes; a
//! person who comes back with the same number gets a new account.

mod retained;
mod view;

use domain::ids::AccountId;

use super::consents;
use crate::accounts::me::ways_in;
use crate::accounts::residency::forget_residencies;
use crate::accounts::secrets::forget_password;
use crate::accounts::{people, sessions};
use crate::infra::actor::{Actor, Anyone};
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::infra::personal::erasing;
use crate::notices;
use crate::problem::Problem;
use crate::state::App;
pub use view::ErasureView;

/// Stands in place of an erased name.
const NOBODY: &str = "已注销用户";

/// Three years: for so long a claim may say that something done on the ground of a consent was unlawful (Civil Code
/// 188).
const PROOFS_RETENTION_DAYS: i64 = 3 * 365 + 1;

/// Deletes everything that leads to the person. `infra/personal.rs` lists every column that has an account or a sealed
/// value, with what happens to it here; a contract test compares that list with the schema.
async fn carry_out(tx: &Tx, keys: &Keyring, account: AccountId) -> Result<(), Problem> {
    let email = people::store::person(tx.conn(), keys, account).await?.email;
    // The ways in go first, so that nobody can sign in from here on.
    ways_in::forget_ways_in(tx, account).await?;
    forget_password::forget_password(tx, keys, account, email.as_ref()).await?;
    sessions::store::forget(tx, account).await?;
    // Their homes.
    forget_residencies(tx, keys, account).await?;
    // Their decisions, their exports and their notices.
    consents::store::forget(tx, account, tx.now() + chrono::TimeDelta::days(PROOFS_RETENTION_DAYS)).await?;
    erasing::delete_rows(tx, account).await?;
    notices::forget(tx, account).await?;
    // Their names go last, because everything above is found through the account.
    erasing::take_names(tx, account, NOBODY).await?;
    people::store::forget(tx, account, NOBODY).await?;
    tx.change_authority();
    tx.audit("erase_account", account.0);
    Ok(())
}

/// Erases every account whose grace period is over. Each has a transaction of its own, in the name of the service, so
/// that the trail does not connect the erased person with the person whose request caused this. It is called by
/// housekeeping, and before a sign-in could find the number, address or WeChat of such an account. If there is none, it
/// costs one look-up.
pub async fn settle(app: &App) -> Result<u64, Problem> {
    let mut erased = 0;
    loop {
        let due = people::store::due(app.db().reads(), app.clock().now()).await?;
        if due.is_empty() {
            return Ok(erased);
        }
        for account in due {
            let (inner, service) = (app.clone(), Anyone(Actor::service(app.clock().id())));
            let done = app.write(&service, async move |tx| {
                let is_due = people::store::lock_due(tx, account).await?;
                if is_due {
                    carry_out(tx, inner.keys(), account).await?;
                }
                Ok(is_due)
            });
            erased += u64::from(done.await?);
        }
    }
}
