use domain::Time;
use domain::account::{DisplayName, PhoneNumber};
use domain::area::AreaCode;
use domain::ids::{AccountId, HouseholdListId, UnitId};
use domain::residency::{Entry, Household};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{entry, list};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::infra::keys::{Indexed, Keyring, Place};
use crate::infra::sealed::HOUSEHOLD_PHONE_INDEX;
use crate::problem::Problem;

/// Rows of one statement: seven values each, which is well below the limit of either database.
const AT_ONCE: usize = 500;

/// A committee's list in a unit, without its entries.
pub struct List {
    pub id: HouseholdListId,
    pub unit: UnitId,
    pub committee: AreaCode,
    pub imported_by: AccountId,
    pub expires_at: Time,
}

fn phone_of(row: Uuid) -> Place {
    Place { table: "household_entries", column: "phone", row }
}

fn name_of(row: Uuid) -> Place {
    Place { table: "household_entries", column: "name", row }
}

/// The fingerprints under which a number may be stored.
pub fn phone_known_as(keys: &Keyring, phone: &PhoneNumber) -> Vec<String> {
    keys.fingerprints(HOUSEHOLD_PHONE_INDEX, phone.as_e164().as_bytes())
}

/// Replaces the committee's earlier list. The caller has entered the list's gate.
pub async fn replace(tx: &Tx, keys: &Keyring, list: &List, entries: &[Entry]) -> Result<(), DbErr> {
    let before = list::Entity::find()
        .filter(list::Column::UnitId.eq(list.unit.0))
        .filter(list::Column::CommitteeCode.eq(list.committee.as_str()))
        .all(tx.conn())
        .await?;
    remove(tx, before.into_iter().map(|list| list.id).collect()).await?;
    let row = list::ActiveModel {
        id: Set(list.id.0),
        unit_id: Set(list.unit.0),
        committee_code: Set(list.committee.to_string()),
        imported_by: Set(list.imported_by.0),
        imported_at: Set(tx.now()),
        expires_at: Set(list.expires_at),
    };
    list::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    for some in entries.chunks(AT_ONCE) {
        let rows = some.iter().map(|entry| sealed(tx, keys, list.id, entry));
        entry::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

fn sealed(tx: &Tx, keys: &Keyring, list: HouseholdListId, entry: &Entry) -> entry::ActiveModel {
    let (id, plain) = (tx.id(), entry.phone.as_e164().as_bytes());
    let Indexed { sealed, index } = keys.seal_indexed(phone_of(id), plain, HOUSEHOLD_PHONE_INDEX, plain);
    entry::ActiveModel {
        id: Set(id),
        list_id: Set(list.0),
        building: Set(entry.household.building().to_owned()),
        room: Set(entry.household.room().to_owned()),
        phone: Set(sealed),
        phone_index: Set(index),
        name: Set(entry.name.as_ref().map(|name| keys.seal(name_of(id), name.as_str().as_bytes()))),
    }
}

async fn remove(tx: &Tx, lists: Vec<Uuid>) -> Result<u64, DbErr> {
    let of_lists = entry::Entity::delete_many().filter(entry::Column::ListId.is_in(lists.iter().copied()));
    let entries = of_lists.exec(tx.conn()).await?.rows_affected;
    list::Entity::delete_many().filter(list::Column::Id.is_in(lists)).exec(tx.conn()).await?;
    Ok(entries)
}

/// Deletes the lists that have expired, and gives how many entries they had.
pub async fn sweep(tx: &Tx) -> Result<u64, DbErr> {
    let over = list::Entity::find().filter(list::Column::ExpiresAt.lte(tx.now())).all(tx.conn()).await?;
    remove(tx, over.into_iter().map(|list| list.id).collect()).await
}

/// Deletes the entries with this number from every list.
pub async fn forget(tx: &Tx, known_as: &[String]) -> Result<(), DbErr> {
    let of_number = entry::Entity::delete_many().filter(entry::Column::PhoneIndex.is_in(known_as));
    of_number.exec(tx.conn()).await.map(|_| ())
}

/// The list of a committee in a unit, if it has not expired.
pub async fn live(
    conn: &impl ConnectionTrait,
    unit: UnitId,
    committee: &AreaCode,
    now: Time,
) -> Result<Option<List>, Problem> {
    let found = list::Entity::find()
        .filter(list::Column::UnitId.eq(unit.0))
        .filter(list::Column::CommitteeCode.eq(committee.as_str()))
        .filter(list::Column::ExpiresAt.gt(now))
        .one(conn)
        .await?;
    let restore = |row: list::Model| {
        Ok(List {
            id: HouseholdListId(row.id),
            unit: UnitId(row.unit_id),
            committee: AreaCode::parse(&row.committee_code).map_err(|_| Problem::broken())?,
            imported_by: AccountId(row.imported_by),
            expires_at: row.expires_at,
        })
    };
    found.map(restore).transpose()
}

/// Does the list have a number with one of these fingerprints behind the door?
pub async fn holds(
    conn: &impl ConnectionTrait,
    list: HouseholdListId,
    household: &Household,
    known_as: &[String],
) -> Result<bool, DbErr> {
    let found = entry::Entity::find()
        .filter(entry::Column::ListId.eq(list.0))
        .filter(entry::Column::Building.eq(household.building()))
        .filter(entry::Column::Room.eq(household.room()))
        .filter(entry::Column::PhoneIndex.is_in(known_as))
        .one(conn)
        .await?;
    Ok(found.is_some())
}

/// An entry as a moderator reads it.
pub struct Known {
    pub id: Uuid,
    pub building: String,
    pub room: String,
    pub phone: PhoneNumber,
    pub name: Option<DisplayName>,
}

/// Entries of a list, or of one of its doors; the door's words are folded.
pub async fn page(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    list: HouseholdListId,
    door: Option<(&str, &str)>,
    page: &Page<'_>,
) -> Result<Vec<Known>, Problem> {
    let mut wanted = entry::Entity::find().filter(entry::Column::ListId.eq(list.0));
    if let Some((building, room)) = door {
        wanted = wanted.filter(entry::Column::Building.eq(building)).filter(entry::Column::Room.eq(room));
    }
    if let Some(after) = page.after_id() {
        wanted = wanted.filter(entry::Column::Id.gt(after));
    }
    let rows = wanted.order_by_asc(entry::Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(|row| open(keys, row)).collect()
}

fn open(keys: &Keyring, row: entry::Model) -> Result<Known, Problem> {
    let text = |place, sealed: &[u8]| {
        keys.open_text(place, sealed).map_err(|error| {
            tracing::error!(%error, entry = %row.id, "an entry of a household list does not open");
            Problem::broken()
        })
    };
    let phone = PhoneNumber::parse(&text(phone_of(row.id), &row.phone)?).map_err(|_| Problem::broken())?;
    let name = row.name.as_deref().map(|sealed| text(name_of(row.id), sealed)).transpose()?;
    let name = name.and_then(|name| DisplayName::parse(&name).ok());
    Ok(Known { id: row.id, phone, name, building: row.building, room: row.room })
}
