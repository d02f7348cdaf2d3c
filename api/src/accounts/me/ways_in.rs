//! What follows when the ways into an account change.

use domain::account::SessionEnd;
use domain::ids::{AccountId, SessionId};

use crate::accounts::desk::cards;
use crate::accounts::sign_in::{phone_codes, wrong_tries};
use crate::accounts::{sessions, wechat};
use crate::infra::db::Tx;
use crate::notices::{self, Notice};
use crate::problem::Problem;

/// The person is told. When a way in was replaced or taken away, the other sessions and a card that waits end with it:
/// somebody may have come in by it.
pub async fn changed(
    tx: &Tx,
    account: AccountId,
    this: SessionId,
    notice: Notice,
    was_replaced: bool,
) -> Result<(), Problem> {
    notices::tell(tx, account, notice, account.0).await?;
    if was_replaced {
        cards::store::void(tx, account).await?;
        sessions::end_others(tx, account, Some(this), SessionEnd::ProofChanged).await?;
    }
    Ok(())
}

/// Removes every way in that is kept in tables of its own, for an account that is erased.
pub async fn forget_ways_in(tx: &Tx, account: AccountId) -> Result<(), Problem> {
    wechat::store::forget(tx, account).await?;
    cards::store::forget(tx, account).await?;
    phone_codes::store::forget(tx, account).await?;
    wrong_tries::forget(tx, account).await
}
