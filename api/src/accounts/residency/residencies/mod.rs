//! Residencies, and what other slices may ask about them.

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

/// A new claim, not stored yet.
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

/// Locks the owner of a residency, then gives the residency and all residencies of its owner. They are decided and
/// ended only under this lock.
pub async fn locked(tx: &Tx, id: ResidencyId) -> Result<(Residency, Vec<Residency>), Problem> {
    let account = store::owner(tx.conn(), id).await?;
    people::store::lock(tx, account).await?;
    let own = store::of(tx.conn(), account).await?;
    let found = own.iter().find(|one| one.id == id).cloned().ok_or_else(Problem::not_found)?;
    Ok((found, own))
}

/// Stores a new claim, whether or not it is decided already.
pub async fn record(tx: &Tx, claim: &Residency, own: &[Residency]) -> Result<(), Problem> {
    claim.may_be_claimed(own)?;
    store::insert(tx, claim).await?;
    tx.audit("claim_residency", claim.id.0);
    Ok(())
}

/// Stores a decision on a stored claim. If the person moved, the earlier residency ends in the same transaction, and is
/// written first, because the database allows a person one verified residency of a kind.
pub async fn settle(tx: &Tx, decided: &Decided) -> Result<(), Problem> {
    if let Some(left) = &decided.left {
        store::update(tx, left).await?;
        tx.audit("end_residency", left.id.0);
    }
    Ok(store::update(tx, &decided.residency).await?)
}

/// A person whose residency in a unit is verified, with what a roll needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedResident {
    pub account: AccountId,
    /// Committee, building and room as one key: equal for people behind the same door.
    pub household: String,
    pub building: String,
    pub kind: Kind,
    pub verified_at: Time,
}

/// Everybody with a verified residency in the unit, each person once. A person who lives and works there is listed as
/// living there.
pub async fn verified_residents(conn: &impl Connection, unit: UnitId) -> Result<Vec<VerifiedResident>, Problem> {
    verified_residents_by(conn, unit, None).await
}

/// Like [`verified_residents`], but only residencies that were verified by the cut-off.
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

/// When a person's earliest verified residency in the unit was verified; none if they have none.
pub async fn first_verified(conn: &impl Connection, account: AccountId, unit: UnitId) -> Result<Option<Time>, Problem> {
    let own = store::verified_of(conn, unit, std::iter::once(account)).await?;
    let at = |residency: &Residency| match &residency.state {
        State::Verified(verification) => Some(verification.at),
        State::Claimed | State::Refused { .. } | State::Ended { .. } => None,
    };
    Ok(own.iter().filter_map(at).min())
}

/// A residency that was verified or ended between two moments.
pub struct LateChange {
    pub residency: ResidencyId,
    pub account: AccountId,
    pub building: String,
    pub room: String,
    /// When it was verified, if that was between the two moments.
    pub verified_at: Option<Time>,
    /// When it ended, if that was between the two moments.
    pub ended_at: Option<Time>,
    /// True if it ended because its owner moved.
    pub moved: bool,
}

/// How many were verified, how many ended, and how many of these because the person moved.
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

/// Where a person lives or works in a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    pub building: String,
    pub room: String,
}

/// The doors of these people in the unit. People without a verified residency there are left out.
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

/// At most a hundred people with a verified residency behind this door of the unit, in any of its committees.
pub async fn behind_door(
    conn: &impl Connection,
    unit: UnitId,
    building: &Place,
    room: &Place,
) -> Result<Vec<AccountId>, Problem> {
    Ok(store::behind_door(conn, unit, &door_words(building.as_str()), &door_words(room.as_str())).await?)
}
