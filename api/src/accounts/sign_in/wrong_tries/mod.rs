//! Wrong tries at secrets that were not sent in a message. They are counted in the database, for all instances
//! together, and one after the other.

mod entity;
pub mod store;

use domain::account::WrongTryWindow;
use domain::ids::AccountId;
use uuid::Uuid;

use crate::accounts::people::store::enter_gate;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// Names whose tries are counted together: a few words, and a fingerprint or an id.
pub fn cards_from(address: &str) -> String {
    format!("cards-from/{address}")
}

pub fn residency_codes_from(address: &str) -> String {
    format!("residency-codes-from/{address}")
}

pub fn residency_codes_of(account: AccountId) -> String {
    format!("residency-codes-of/{account}")
}

pub fn password_of(account: AccountId) -> String {
    format!("password-of-session/{account}")
}

/// 429 after too many wrong tries. A caller that passes holds the gate until its transaction ends, so that its try is
/// checked, and stored if it is wrong, before the next one.
pub async fn may_try(tx: &Tx, who: &str, window: WrongTryWindow) -> Result<(), Problem> {
    enter_gate(tx, &format!("tries/{who}")).await?;
    let now = tx.now();
    let wrong = store::since(tx.conn(), who, window.begins_at(now)).await?;
    Ok(window.may_try(&wrong, now)?)
}

/// Like [`may_try`], for a secret that takes long to check: the try counts as wrong until it is removed.
pub async fn reserve(tx: &Tx, who: &str, window: WrongTryWindow) -> Result<Uuid, Problem> {
    may_try(tx, who, window).await?;
    Ok(store::insert(tx, who).await?)
}

/// Deletes the tries of an account that is erased.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<(), Problem> {
    store::forget(tx, &residency_codes_of(account)).await?;
    Ok(store::forget(tx, &password_of(account)).await?)
}
