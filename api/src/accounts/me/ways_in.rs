//! What follows when the ways into an account change.

use domain::account::SessionEnd;
use domain::ids::{AccountId, SessionId};

use crate::accounts::desk::cards;
use crate::accounts::sign_in::{phone_codes, wrong_tries};
use crate::accounts::{sessions, wechat};
use crate::infra::db::Tx;
use crate::notices::{self, Notice};
use crate::problem::Problem;

/// Tells the person. If a way in was replaced or removed, somebody else may have used it, so the other sessions end and
/// unused cards become void.
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

/// Deletes the ways into an account that is erased, as far as they are stored in tables of their own.
pub async fn forget_ways_in(tx: &Tx, account: AccountId) -> Result<(), Problem> {
    wechat::store::forget(tx, account).await?;
    cards::store::forget(tx, account).await?;
    phone_codes::store::forget(tx, account).await?;
    wrong_tries::forget(tx, account).await
}
