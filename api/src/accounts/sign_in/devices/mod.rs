//! Devices on which staff signed in before. A known device proves nothing; wrong passwords from elsewhere just do not
//! make it wait.

mod entity;
pub mod store;

use domain::account::EmailAddress;
use domain::ids::AccountId;
use uuid::Uuid;

use super::attempts::{self, Side};
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::infra::secrets::secret;
use crate::problem::Problem;

/// How many devices of a person are remembered. One more replaces the device that was not used for the longest time.
const MOST: usize = 20;
/// A device that was not used for so many days is forgotten.
pub const RETENTION_DAYS: i64 = 180;

/// Remembers the device after the person proved who they are. Gives the token that the device stores, or none if it was
/// known already.
pub async fn remember(tx: &Tx, account: AccountId, known: Option<Uuid>) -> Result<Option<String>, Problem> {
    if let Some(known) = known
        && store::touch(tx, known).await?
    {
        return Ok(None);
    }
    let (token, hash) = secret();
    store::insert(tx, account, hash).await?;
    let held = store::of(tx.conn(), account).await?;
    forget_these(tx, held.get(MOST..).unwrap_or_default()).await?;
    Ok(Some(token))
}

/// Forgets every device of a person.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<(), Problem> {
    let held = store::of(tx.conn(), account).await?;
    forget_these(tx, &held).await
}

/// Deletes what tells of a person's tries, for erasure: their devices, and the counts of their account and address.
pub async fn forget_attempts(
    tx: &Tx,
    keys: &Keyring,
    account: AccountId,
    email: Option<&EmailAddress>,
) -> Result<(), Problem> {
    forget(tx, account).await?;
    let sides = [Some(Side::signed_in(account)), email.map(|email| Side::unknown_devices(keys, email))];
    Ok(attempts::store::remove(tx, sides.into_iter().flatten().map(|side| side.0)).await?)
}

async fn forget_these(tx: &Tx, ids: &[Uuid]) -> Result<(), Problem> {
    store::remove(tx, ids).await?;
    Ok(attempts::store::remove(tx, ids.iter().copied()).await?)
}
