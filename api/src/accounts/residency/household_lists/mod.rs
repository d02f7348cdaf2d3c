//! Household lists: the numbers that the committee knows behind each door. They are sealed, stored for a stated time,
//! and used for one purpose: to verify the claims of people who have one of the numbers.

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

/// Claims and imports in one committee happen one after the other, so that each sees the other's rows. Enter this gate
/// before any account is locked.
pub async fn enter_gate(tx: &Tx, unit: UnitId, committee: &AreaCode) -> Result<(), Problem> {
    Ok(people::store::enter_gate(tx, &format!("household-list/{unit}/{committee}")).await?)
}

/// The importer of the list, if the list has the claimant's number behind the claimed door.
pub async fn who_vouches(tx: &Tx, keys: &Keyring, claim: &Residency) -> Result<Option<AccountId>, Problem> {
    let committee = claim.household.committee();
    let Some(list) = store::live(tx.conn(), claim.unit, committee, tx.now()).await? else { return Ok(None) };
    let person = people::store::person(tx.conn(), keys, claim.account).await?;
    let Some(phone) = person.phone else { return Ok(None) };
    let known_as = store::phone_known_as(keys, &phone);
    let holds = store::holds(tx.conn(), list.id, &claim.household, &known_as).await?;
    Ok(holds.then_some(list.imported_by))
}

/// Verifies the claim by the list. None if the decision is left to a moderator, because the claimant imported the list,
/// or has another home and does not say that they moved. The caller holds the claimant's lock.
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

/// Compares a person's waiting claims with the lists, after their number changed. Each claim has a transaction of its
/// own, because a gate must be entered before the account is locked.
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
