//! Residencies, and what other capabilities may ask of them.

mod entity;
pub mod store;
mod view;

use std::collections::HashMap;

use domain::Time;
use domain::ids::{AccountId, ResidencyId, UnitId};
use domain::residency::{Decided, End, Kind, Place, Residency, State, fold as door_words};
pub use view::{ResidencyKindWord, ResidencyStateWord, ResidencyView};

use super::home::Home;
use crate::accounts::people;
use crate::accounts::people::store::Connection;
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// A claim that is not kept yet.
pub fn claim(tx: &Tx, account: AccountId, home: &Home, kind: Kind, moves: bool) -> Residency {
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
pub async fn locked(tx: &Tx, id: ResidencyId) -> Result<(Residency, Vec<Residency>), Problem> {
    let account = store::owner(tx.conn(), id).await?;
    people::store::lock(tx, account).await?;
    let own = store::of(tx.conn(), account).await?;
    let found = own.iter().find(|one| one.id == id).cloned().ok_or_else(Problem::not_found)?;
    Ok((found, own))
}

/// Inserts a claim, decided or not, that was not stored before.
pub async fn record(tx: &Tx, claim: &Residency, own: &[Residency]) -> Result<(), Problem> {
    claim.may_be_claimed(own)?;
    store::insert(tx, claim).await?;
    tx.audit("claim_residency", claim.id.0);
    Ok(())
}

/// Stores a decision on a claim that was stored before. A person who moved leaves the residency before in the same
/// transaction, and first, because nobody has two.
pub async fn settle(tx: &Tx, decided: &Decided) -> Result<(), Problem> {
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
    verified_residents_by(conn, unit, None).await
}

/// The same, of the residencies that were verified by then.
pub async fn verified_residents_by(
    conn: &impl Connection,
    unit: UnitId,
    cut_off: Option<Time>,
) -> Result<Vec<VerifiedResident>, Problem> {
    let mut residents: Vec<VerifiedResident> = Vec::new();
    let mut verified = store::verified_in(conn, unit).await?;
    verified.retain(|(_, at)| cut_off.is_none_or(|cut_off| *at <= cut_off));
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

/// When the first of somebody's verified residencies in the unit was verified; none when they have none.
pub async fn first_verified(conn: &impl Connection, account: AccountId, unit: UnitId) -> Result<Option<Time>, Problem> {
    let own = store::verified_of(conn, unit, std::iter::once(account)).await?;
    let at = |residency: &Residency| match &residency.state {
        State::Verified(verification) => Some(verification.at),
        State::Claimed | State::Refused { .. } | State::Ended { .. } => None,
    };
    Ok(own.iter().filter_map(at).min())
}

/// A verified residency that came or went between two moments.
pub struct LateChange {
    pub residency: ResidencyId,
    pub account: AccountId,
    pub building: String,
    pub room: String,
    /// When it was verified, if that was between them.
    pub verified_at: Option<Time>,
    /// When it ended, if that was between them.
    pub ended_at: Option<Time>,
    /// It ended because its owner moved.
    pub moved: bool,
}

/// How many came and went, and how many of these moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub verified: u64,
    pub ended: u64,
    pub moved: u64,
}

/// After one moment, and until another.
#[derive(Clone, Copy, Debug)]
pub struct Between {
    pub after: Time,
    pub until: Time,
}

/// What became of the unit's residencies in that time.
pub async fn changes_between(
    conn: &impl Connection,
    unit: UnitId,
    between: Between,
    page: &Page<'_>,
) -> Result<Vec<LateChange>, Problem> {
    let rows = store::changed(conn, unit, between, page).await?;
    Ok(rows.iter().map(|residency| late_change(residency, between)).collect())
}

pub async fn count_changes(conn: &impl Connection, unit: UnitId, between: Between) -> Result<Changes, Problem> {
    Ok(store::count_changed(conn, unit, between).await?)
}

fn late_change(residency: &Residency, between: Between) -> LateChange {
    let (verified, ended, moved) = match &residency.state {
        State::Verified(verification) => (Some(verification.at), None, false),
        State::Ended { verified, at, end } => {
            (verified.map(|verification| verification.at), Some(*at), matches!(end, End::Moved { .. }))
        }
        State::Claimed | State::Refused { .. } => (None, None, false),
    };
    let late = |at: &Time| *at > between.after && *at <= between.until;
    LateChange {
        residency: residency.id,
        account: residency.account,
        building: residency.household.building().to_owned(),
        room: residency.household.room().to_owned(),
        verified_at: verified.filter(late),
        ended_at: ended.filter(late),
        moved: moved && ended.filter(late).is_some(),
    }
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
