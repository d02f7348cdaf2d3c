//! Residencies, and what other capabilities may ask of them.

mod entity;
pub(super) mod store;
mod view;

use std::collections::HashMap;

use domain::Time;
use domain::ids::{AccountId, ResidencyId, UnitId};
use domain::residency::{Decided, Kind, Place, Residency, State, fold as door_words};
pub(super) use view::{ResidencyKindWord, ResidencyStateWord, ResidencyView};

use super::home::Home;
use super::people;
use super::people::store::Connection;
use crate::http::problem::Problem;
use crate::infra::db::Tx;

/// A claim that is not kept yet.
pub(super) fn claim(tx: &Tx, account: AccountId, home: &Home, kind: Kind, moves: bool) -> Residency {
    Residency {
        id: tx.id().into(),
        account,
        unit: home.unit,
        household: home.household.clone(),
        kind,
        moves,
        claimed_at: tx.now(),
        state: State::Claimed,
    }
}

/// A residency under its owner's lock, under which all of theirs are decided and ended, with all of theirs.
pub(super) async fn locked(tx: &Tx, id: ResidencyId) -> Result<(Residency, Vec<Residency>), Problem> {
    let account = store::owner(tx.conn(), id).await?;
    people::store::lock(tx, account).await?;
    let own = store::of(tx.conn(), account).await?;
    let found = own.iter().find(|one| one.id == id).cloned().ok_or_else(Problem::not_found)?;
    Ok((found, own))
}

/// Keeps a claim, decided or not, that was not kept before.
pub(super) async fn keep(tx: &Tx, claim: &Residency, own: &[Residency]) -> Result<(), Problem> {
    claim.may_be_claimed(own)?;
    store::insert(tx, claim).await?;
    tx.audit("claim_residency", claim.id.0);
    Ok(())
}

/// Keeps a decision on a claim that was kept before; who moved leaves the one before in the same breath, and first, because
/// nobody has two.
pub(super) async fn settle(tx: &Tx, decided: &Decided) -> Result<(), Problem> {
    if let Some(left) = &decided.left {
        store::update(tx, left).await?;
        tx.audit("end_residency", left.id.0);
    }
    Ok(store::update(tx, &decided.residency).await?)
}

/// A person whose residency in a unit is verified, as a roll needs them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedResident {
    pub account: AccountId,
    /// Committee, building and room as one key: equal for people behind the same door.
    pub household: String,
    pub building: String,
    pub kind: Kind,
    pub verified_at: Time,
}

/// Everybody with a verified residency in the unit, each person once: who lives and works there is listed as living there.
pub async fn verified_residents(conn: &impl Connection, unit: UnitId) -> Result<Vec<VerifiedResident>, Problem> {
    let mut residents: Vec<VerifiedResident> = Vec::new();
    let mut verified = store::verified_in(conn, unit).await?;
    verified.sort_by_key(|(residency, _)| (residency.account, residency.kind == Kind::Works));
    for (residency, verified_at) in verified {
        if residents.last().is_some_and(|last| last.account == residency.account) {
            continue;
        }
        residents.push(VerifiedResident {
            account: residency.account,
            household: residency.household.key(),
            building: residency.household.building().to_owned(),
            kind: residency.kind,
            verified_at,
        });
    }
    Ok(residents)
}

pub async fn is_verified_resident(conn: &impl Connection, account: AccountId, unit: UnitId) -> Result<bool, Problem> {
    Ok(store::is_verified_in(conn, account, unit).await?)
}

/// Where somebody lives or works in a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    pub building: String,
    pub room: String,
}

/// The doors of these people in the unit; whoever has no verified residency there any more has none.
pub async fn doors(
    conn: &impl Connection,
    unit: UnitId,
    accounts: impl Iterator<Item = AccountId>,
) -> Result<HashMap<AccountId, Door>, Problem> {
    let verified = store::verified_of(conn, unit, accounts).await?;
    let door = |residency: Residency| {
        let (building, room) = (residency.household.building().to_owned(), residency.household.room().to_owned());
        (residency.account, Door { building, room })
    };
    Ok(verified.into_iter().map(door).collect())
}

/// Everybody with a verified residency behind this door of the unit, in whichever of its committees; a hundred at most.
pub async fn behind_door(
    conn: &impl Connection,
    unit: UnitId,
    building: &Place,
    room: &Place,
) -> Result<Vec<AccountId>, Problem> {
    Ok(store::behind_door(conn, unit, &door_words(building.as_str()), &door_words(room.as_str())).await?)
}
