//! Stores a proxy, tells the people concerned, and finds out what its use depends on.

use domain::ids::OwnerRegisterId;
use domain::owner::decision::OwnersDecision;
use domain::owner::proxy::{Around, OwnerProxy, Source};

use crate::accounts;
use crate::infra::db::Tx;
use crate::notices::{self, Notice};
use crate::owners::refusals;
use crate::owners::store::{self, BallotRow, Filed};
use crate::problem::Problem;
use crate::registers;
use crate::state::App;

/// Stores a proxy, given in the app or shown on paper, if the rule allows it. The caller has locked the decision alone.
pub async fn insert_if_allowed(
    app: &App,
    tx: &Tx,
    decision: &OwnersDecision,
    register: OwnerRegisterId,
    proxy: &OwnerProxy,
    reference: Option<&Filed>,
) -> Result<(), Problem> {
    let giving = store::giving(tx.conn(), app.keys(), register, proxy, tx.now()).await?;
    proxy.check(decision, giving, tx.now()).map_err(refusals::not_given)?;
    store::put_expired_away(tx, decision.id, &proxy.head).await?;
    store::insert_proxy(tx, app.keys(), proxy, reference).await
}

/// Sends a notice to every owner of the head who has an account.
pub async fn tell_owners(
    app: &App,
    tx: &Tx,
    register: OwnerRegisterId,
    proxy: &OwnerProxy,
    notice: Notice,
) -> Result<(), Problem> {
    let numbers = registers::numbers_of_head(tx.conn(), app.keys(), register, &proxy.head).await?;
    let owners = accounts::accounts_of(tx.conn(), app.keys(), &numbers).await?;
    notices::tell_all(tx, owners.into_values(), notice, proxy.id.0).await
}

/// Sends a notice to the holder, if an account has the holder's number.
pub async fn tell_holder(app: &App, tx: &Tx, proxy: &OwnerProxy, notice: Notice) -> Result<(), Problem> {
    match accounts::account_of(tx.conn(), app.keys(), &proxy.holder).await? {
        Some(holder) => notices::tell(tx, holder, notice, proxy.id.0).await,
        None => Ok(()),
    }
}

/// Loads what the use of a proxy depends on. The caller has locked the decision alone.
pub async fn around(
    tx: &Tx,
    decision: &OwnersDecision,
    proxy: &OwnerProxy,
    live: Option<&BallotRow>,
) -> Result<Around, Problem> {
    let giver_is_there = match &proxy.source {
        Source::InApp { giver } => accounts::is_in_use(tx.conn(), *giver, tx.now()).await?,
        Source::OnPaper(_) => true,
    };
    let has_sheet = store::has_sheet(tx.conn(), decision.id, &proxy.head).await?;
    Ok(Around { giver_is_there, live: live.map(BallotRow::channel), has_sheet })
}
