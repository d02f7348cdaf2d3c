use domain::Time;
use domain::area::AreaCode;
use domain::ids::{AccountId, ResidencyId, UnitId};
use domain::residency::{End, Household, Kind, Means, Place, Residency, State, Verification};
use domain::text::Sentence;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Set,
};
use uuid::Uuid;

use super::Between;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

fn restore(row: Model) -> Result<Residency, Problem> {
    let parts = || {
        let (building, room) = (Place::parse(&row.building).ok()?, Place::parse(&row.room).ok()?);
        let household = Household::new(AreaCode::parse(&row.committee_code).ok()?, &building, &room).ok()?;
        Some((household, Kind::from_word(&row.kind)?, state(&row)?))
    };
    let (household, kind, state) = parts().ok_or_else(Problem::broken)?;
    Ok(Residency {
        id: ResidencyId(row.id),
        account: AccountId(row.account_id),
        unit: UnitId(row.unit_id),
        household,
        kind,
        moves: row.moves,
        claimed_at: row.claimed_at,
        state,
    })
}

fn state(row: &Model) -> Option<State> {
    match row.state.as_str() {
        "claimed" => Some(State::Claimed),
        "verified" => verification(row).map(State::Verified),
        "refused" => Some(State::Refused {
            by: AccountId(row.decided_by?),
            at: row.decided_at?,
            reason: Sentence::parse(row.reason.as_deref()?).ok()?,
        }),
        "ended" => Some(State::Ended { verified: verification(row), at: row.ended_at?, end: end(row)? }),
        _ => None,
    }
}

/// Rows from before the means was stored were all decided by a moderator.
fn verification(row: &Model) -> Option<Verification> {
    let means = row.means.as_deref().map_or(Some(Means::Moderator), Means::from_word)?;
    Some(Verification { by: AccountId(row.decided_by?), at: row.decided_at?, means })
}

fn end(row: &Model) -> Option<End> {
    match row.ended_why.as_deref()? {
        "own" => Some(End::Own),
        "moved" => Some(End::Moved { to: ResidencyId(row.moved_to?) }),
        "moderator" => Some(End::ByModerator {
            by: AccountId(row.ended_by?),
            reason: Sentence::parse(row.end_reason.as_deref()?).ok()?,
        }),
        _ => None,
    }
}

pub async fn insert(tx: &Tx, residency: &Residency) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(residency.id.0),
        account_id: Set(residency.account.0),
        unit_id: Set(residency.unit.0),
        committee_code: Set(residency.household.committee().to_string()),
        building: Set(residency.household.building().to_owned()),
        room: Set(residency.household.room().to_owned()),
        kind: Set(residency.kind.word().to_owned()),
        moves: Set(residency.moves),
        claimed_at: Set(residency.claimed_at),
        ..changing(&residency.state)
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

pub async fn update(tx: &Tx, residency: &Residency) -> Result<(), DbErr> {
    let row = ActiveModel { id: Set(residency.id.0), ..changing(&residency.state) };
    Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

fn changing(state: &State) -> ActiveModel {
    let nothing = ActiveModel {
        state: Set(state.word().to_owned()),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(None),
        means: Set(None),
        ended_at: Set(None),
        ended_why: Set(None),
        ended_by: Set(None),
        end_reason: Set(None),
        moved_to: Set(None),
        ..Default::default()
    };
    match state {
        State::Claimed => nothing,
        State::Verified(verification) => verified(nothing, verification),
        State::Refused { by, at, reason } => ActiveModel {
            decided_by: Set(Some(by.0)),
            decided_at: Set(Some(*at)),
            reason: Set(Some(reason.as_str().to_owned())),
            ..nothing
        },
        State::Ended { verified: before, at, end } => {
            let (by, reason, to) = match end {
                End::Own => (None, None, None),
                End::Moved { to } => (None, None, Some(to.0)),
                End::ByModerator { by, reason } => (Some(by.0), Some(reason.as_str().to_owned()), None),
            };
            let ended = ActiveModel {
                ended_at: Set(Some(*at)),
                ended_why: Set(Some(end.word().to_owned())),
                ended_by: Set(by),
                end_reason: Set(reason),
                moved_to: Set(to),
                ..nothing
            };
            match before {
                Some(verification) => verified(ended, verification),
                None => ended,
            }
        }
    }
}

fn verified(row: ActiveModel, verification: &Verification) -> ActiveModel {
    ActiveModel {
        decided_by: Set(Some(verification.by.0)),
        decided_at: Set(Some(verification.at)),
        means: Set(Some(verification.means.word().to_owned())),
        ..row
    }
}

/// All residencies of one person, the oldest first.
pub async fn of(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Residency>, Problem> {
    let rows = Entity::find().filter(Column::AccountId.eq(account.0)).order_by_asc(Column::Id).all(conn).await?;
    rows.into_iter().map(restore).collect()
}

pub async fn page_of(
    conn: &impl ConnectionTrait,
    account: AccountId,
    page: &Page<'_>,
) -> Result<Vec<Residency>, Problem> {
    listed(conn, Condition::all().add(Column::AccountId.eq(account.0)), page).await
}

/// Which claims a list is limited to.
pub struct Filter {
    /// The areas, with everything below them, whose claims the reader may decide.
    pub inside: Vec<AreaCode>,
    pub state: &'static str,
    pub unit: Option<UnitId>,
}

pub async fn claims(conn: &impl ConnectionTrait, filter: &Filter, page: &Page<'_>) -> Result<Vec<Residency>, Problem> {
    let inside = filter
        .inside
        .iter()
        .fold(Condition::any(), |any, area| any.add(Column::CommitteeCode.starts_with(area.as_str())));
    let wanted = Condition::all()
        .add(inside)
        .add(Column::State.eq(filter.state))
        .add_option(filter.unit.map(|unit| Column::UnitId.eq(unit.0)));
    listed(conn, wanted, page).await
}

async fn listed(conn: &impl ConnectionTrait, wanted: Condition, page: &Page<'_>) -> Result<Vec<Residency>, Problem> {
    let wanted = wanted.add_option(page.after_id().map(|after| Column::Id.gt(after)));
    let rows = Entity::find().filter(wanted).order_by_asc(Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(restore).collect()
}

/// The account of a residency; 404 if there is no such residency.
pub async fn owner(conn: &impl ConnectionTrait, id: ResidencyId) -> Result<AccountId, Problem> {
    let found = Entity::find_by_id(id.0).one(conn).await?;
    found.map(|row| AccountId(row.account_id)).ok_or_else(Problem::not_found)
}

/// Verified residencies of a unit with the time of their verification, the oldest first.
pub async fn verified_in(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<(Residency, Time)>, Problem> {
    let rows = Entity::find()
        .filter(Column::UnitId.eq(unit.0))
        .filter(Column::State.eq("verified"))
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let at = row.decided_at.ok_or_else(Problem::broken)?;
            Ok((restore(row)?, at))
        })
        .collect()
}

/// Residencies that were verified, or that ended after having been verified, after one moment and up to another.
fn changed_between(unit: UnitId, between: Between) -> Condition {
    let late = |column: Column| Condition::all().add(column.gt(between.after)).add(column.lte(between.until));
    let was_verified = Condition::any().add(Column::State.eq("verified")).add(Column::State.eq("ended"));
    Condition::all()
        .add(Column::UnitId.eq(unit.0))
        .add(was_verified)
        .add(Column::DecidedAt.is_not_null())
        .add(Condition::any().add(late(Column::DecidedAt)).add(late(Column::EndedAt)))
}

pub async fn changed(
    conn: &impl ConnectionTrait,
    unit: UnitId,
    between: Between,
    page: &Page<'_>,
) -> Result<Vec<Residency>, Problem> {
    listed(conn, changed_between(unit, between), page).await
}

pub async fn count_changed(
    conn: &impl ConnectionTrait,
    unit: UnitId,
    between: Between,
) -> Result<super::Changes, DbErr> {
    let changed = || Entity::find().filter(changed_between(unit, between));
    let late = |column: Column| Condition::all().add(column.gt(between.after)).add(column.lte(between.until));
    let ended = || changed().filter(late(Column::EndedAt));
    Ok(super::Changes {
        verified: changed().filter(late(Column::DecidedAt)).count(conn).await?,
        ended: ended().count(conn).await?,
        moved: ended().filter(Column::EndedWhy.eq("moved")).count(conn).await?,
    })
}

pub async fn is_verified_in(conn: &impl ConnectionTrait, account: AccountId, unit: UnitId) -> Result<bool, DbErr> {
    let found = Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::UnitId.eq(unit.0))
        .filter(Column::State.eq("verified"))
        .count(conn)
        .await?;
    Ok(found > 0)
}

/// Verified residencies of these people in a unit.
pub async fn verified_of(
    conn: &impl ConnectionTrait,
    unit: UnitId,
    accounts: impl Iterator<Item = AccountId>,
) -> Result<Vec<Residency>, Problem> {
    let rows = Entity::find()
        .filter(Column::UnitId.eq(unit.0))
        .filter(Column::State.eq("verified"))
        .filter(Column::AccountId.is_in(accounts.map(|account| account.0)))
        .all(conn)
        .await?;
    rows.into_iter().map(restore).collect()
}

/// Accounts with a verified residency behind a door, each once.
pub async fn behind_door(
    conn: &impl ConnectionTrait,
    unit: UnitId,
    building: &str,
    room: &str,
) -> Result<Vec<AccountId>, DbErr> {
    let found: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::AccountId)
        .distinct()
        .filter(Column::UnitId.eq(unit.0))
        .filter(Column::State.eq("verified"))
        .filter(Column::Building.eq(building))
        .filter(Column::Room.eq(room))
        .order_by_asc(Column::AccountId)
        .limit(100)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(found.into_iter().map(AccountId).collect())
}

/// The accounts that have a verified residency of this kind behind a door.
pub async fn verified_behind(
    conn: &impl ConnectionTrait,
    household: &Household,
    kind: Kind,
) -> Result<Vec<AccountId>, DbErr> {
    let rows: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::AccountId)
        .filter(Column::CommitteeCode.eq(household.committee().as_str()))
        .filter(Column::Building.eq(household.building()))
        .filter(Column::Room.eq(household.room()))
        .filter(Column::Kind.eq(kind.word()))
        .filter(Column::State.eq("verified"))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(AccountId).collect())
}

/// The waiting claims of a committee in a unit, in the order of their accounts, which is the order in which accounts
/// are locked.
pub async fn waiting_in(
    conn: &impl ConnectionTrait,
    unit: UnitId,
    committee: &AreaCode,
) -> Result<Vec<Residency>, Problem> {
    let rows = Entity::find()
        .filter(Column::UnitId.eq(unit.0))
        .filter(Column::CommitteeCode.eq(committee.as_str()))
        .filter(Column::State.eq("claimed"))
        .order_by_asc(Column::AccountId)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(restore).collect()
}

/// Deletes every residency of the person. Rolls, ballots and the audit trail do not need them.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(tx.conn()).await.map(|_| ())
}
