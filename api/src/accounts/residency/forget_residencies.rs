use domain::ids::AccountId;

use super::{household_lists, residencies};
use crate::accounts::people;
use crate::accounts::sign_in::wrong_tries;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::problem::Problem;

/// Deletes everything about the homes of a person who is erased: claims, verified or over, with their texts, and the
/// entries of any household list with their number. The account must still have the number.
pub async fn forget_residencies(tx: &Tx, keys: &Keyring, account: AccountId) -> Result<(), Problem> {
    let person = people::store::person(tx.conn(), keys, account).await?;
    if let Some(phone) = person.phone {
        household_lists::store::forget(tx, &household_lists::store::phone_known_as(keys, &phone)).await?;
    }
    wrong_tries::forget(tx, account).await?;
    Ok(residencies::store::forget(tx, account).await?)
}
