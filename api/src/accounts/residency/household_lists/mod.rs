//! Household lists: which numbers the committee knows behind which door. Kept sealed, for a stated time, and used for one
//! thing: to verify the claim of whoever has one of the numbers.

mod entity;
pub mod store;

use domain::area::AreaCode;
use domain::ids::{AccountId, UnitId};
use domain::residency::{DecideRefusal, Finding, Means, Residency, State};

use super::residencies;
use crate::accounts::people;
use crate::http::caller::Resident;
use crate::infra::db::Tx;
use crate::infra::keys::Keyring;
use crate::notices::{self, Notice};
use crate::problem::Problem;
use crate::state::App;

/// A claim and an import in one committee are done one after the other, so that neither misses the other. Entered before
/// any account is locked.
pub async fn enter_gate(tx: &Tx, unit: UnitId, committee: &AreaCode) -> Result<(), Problem> {
    Ok(people::store::enter_gate(tx, &format!("household-list/{unit}/{committee}")).await?)
}

/// Who imported the list that the claimant's number stands in, behind the claimed door.
pub async fn who_vouches(tx: &Tx, keys: &Keyring, claim: &Residency) -> Result<Option<AccountId>, Problem> {
    let committee = claim.household.committee();
    let Some(list) = store::live(tx.conn(), claim.unit, committee, tx.now()).await? else { return Ok(None) };
    let person = people::store::person(tx.conn(), keys, claim.account).await?;
    let Some(phone) = person.phone else { return Ok(None) };
    let known_as = store::phone_known_as(keys, &phone);
    let holds = store::holds(tx.conn(), list.id, &claim.household, &known_as).await?;
    Ok(holds.then_some(list.imported_by))
}

/// The claim as the list decides it; none where it leaves it to a moderator: the importer's own, and that of somebody who
/// has another home and does not say that they moved. Whoever calls holds the claimant's lock.
pub async fn decide(
    tx: &Tx,
    claim: &Residency,
    own: &[Residency],
    by: AccountId,
) -> Result<Option<Residency>, Problem> {
    match claim.decide(own, by, Finding::Verified(Means::List), tx.now()) {
        Ok(decided) => {
            residencies::settle(tx, &decided).await?;
            tx.audit("verify_residency_by_list", claim.id.0);
            notices::tell(tx, claim.account, Notice::ResidencyVerifiedByList, claim.id.0).await?;
            Ok(Some(decided.residency))
        }
        Err(DecideRefusal::OwnClaim | DecideRefusal::AnotherIsLive | DecideRefusal::AlreadyDecided) => Ok(None),
    }
}

/// Somebody's number became another: what waits of theirs is held against the lists. A transaction for each, because a gate
/// is entered before the account is locked.
pub async fn look_again(app: &App, caller: &Resident) -> Result<(), Problem> {
    for claim in residencies::store::of(app.db().reads(), caller.account()).await? {
        if claim.state != State::Claimed {
            continue;
        }
        let inner = app.clone();
        let work = async move |tx: &Tx| {
            enter_gate(tx, claim.unit, claim.household.committee()).await?;
            let (claim, own) = residencies::locked(tx, claim.id).await?;
            match who_vouches(tx, inner.keys(), &claim).await? {
                Some(by) => decide(tx, &claim, &own, by).await,
                None => Ok(None),
            }
        };
        app.write(caller, work).await?;
    }
    Ok(())
}
