//! Erasure (PIPL 47): asked for, slept over, carried out.
//!
//! Promises: whoever asks is asleep at once and gone when the grace period is over, whether or not anybody swept; what is
//! kept and why is said in the answer; votes are never touched, so no tally and no roll changes; whoever comes back with
//! the same number is somebody new.

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

/// The name that stands where a name stood.
const NOBODY: &str = "已注销用户";

/// Three years: how long the lawfulness of what was done on a consent may be questioned (Civil Code 188).
const PROOFS_RETENTION_DAYS: i64 = 3 * 365 + 1;

/// Takes away everything that leads to the person. Every column with an account or something sealed is in
/// `infra/personal.rs` with what becomes of it here; a contract test holds that list against the schema.
async fn carry_out(tx: &Tx, keys: &Keyring, account: AccountId) -> Result<(), Problem> {
    let email = people::store::person(tx.conn(), keys, account).await?.email;
    // The ways in first: from here on nobody comes back.
    ways_in::forget_ways_in(tx, account).await?;
    forget_password::forget_password(tx, keys, account, email.as_ref()).await?;
    sessions::store::forget(tx, account).await?;
    // Where they live.
    forget_residencies(tx, keys, account).await?;
    // What they decided, fetched and were told.
    consents::store::forget(tx, account, tx.now() + chrono::TimeDelta::days(PROOFS_RETENTION_DAYS)).await?;
    erasing::delete_rows(tx, account).await?;
    notices::forget(tx, account).await?;
    // Their names, last, because everything above hangs on the account.
    erasing::take_names(tx, account, NOBODY).await?;
    people::store::forget(tx, account, NOBODY).await?;
    tx.change_authority();
    tx.audit("erase_account", account.0);
    Ok(())
}

/// Erases whoever's grace period is over, each in a transaction of their own and as the service's own deed: nothing in the
/// trail relates somebody who was erased to who made us notice. Called before anybody could meet their number, address or
/// WeChat, and by housekeeping; costs one look-up when there is nobody.
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
