use domain::account::EmailAddress;
use domain::ids::AccountId;

use super::{factors, resets};
use crate::accounts::sign_in::{challenges, devices};
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::problem::Problem;

/// Deletes what belongs to a person's sign-in by password, except the password itself: the second factor, recovery
/// codes, unfinished sign-ins, known devices, counted tries and reset codes. For erasure.
pub async fn forget_password(
    tx: &Tx,
    keys: &Keyring,
    account: AccountId,
    email: Option<&EmailAddress>,
) -> Result<(), Problem> {
    factors::store::forget(tx, account).await?;
    challenges::store::forget(tx, account).await?;
    resets::store::forget(tx, account).await?;
    devices::forget_attempts(tx, keys, account, email).await
}
