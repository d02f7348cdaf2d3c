//! Wrong tries at secrets that nobody was sent: counted in the database, so that instances count together and parallel
//! tries are counted before they are looked at.

mod entity;
pub mod store;

use domain::account::WrongTryWindow;
use domain::ids::AccountId;
use uuid::Uuid;

use crate::accounts::people::store::enter_gate;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// Whose wrong tries are counted together: words and a fingerprint or an id.
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

/// 429 when too many were wrong lately. Whoever passes holds the gate until the transaction ends, so their try is looked
/// at, and kept if it is wrong, before the next one.
pub async fn may_try(tx: &Tx, who: &str, window: WrongTryWindow) -> Result<(), Problem> {
    enter_gate(tx, &format!("tries/{who}")).await?;
    let now = tx.now();
    let wrong = store::since(tx.conn(), who, window.begins_at(now)).await?;
    Ok(window.may_try(&wrong, now)?)
}

/// As [`may_try`], for a secret that takes long to look at: the try counts as wrong until it is taken back.
pub async fn reserve(tx: &Tx, who: &str, window: WrongTryWindow) -> Result<Uuid, Problem> {
    may_try(tx, who, window).await?;
    Ok(store::insert(tx, who).await?)
}

/// What is counted for an account goes with it.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<(), Problem> {
    store::forget(tx, &residency_codes_of(account)).await?;
    Ok(store::forget(tx, &password_of(account)).await?)
}
