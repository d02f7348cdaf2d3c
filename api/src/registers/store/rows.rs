use domain::Time;
use domain::account::{DisplayName, PhoneNumber};
use domain::ids::{AccountId, OwnerRegisterId, UnitId};
use domain::register::{Entry, Flat, Head};
use domain::text::Title;
use domain::vote::tally::owners::Measure;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::super::entity::{entry, register};
use super::{signed, unreadable, unsigned};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::infra::gates;
use crate::infra::keys::{Indexed, Keyring, Place};
use crate::infra::rows::Rows;
use crate::infra::sealed::OWNER_PHONE_INDEX;
use crate::problem::Problem;

/// At most this many entries are inserted by one statement.
const AT_ONCE: usize = 1_000;

/// A register without its entries.
pub struct RegisterRow {
    pub id: OwnerRegisterId,
    pub unit: UnitId,
    pub estate: Title,
    pub flats: u64,
    pub total: Measure,
    /// Hex.
    pub hash: String,
    pub imported_by: AccountId,
    pub imported_at: Time,
    pub replaced_at: Option<Time>,
}

fn name_of(row: Uuid) -> Place {
    Place { table: "owner_entries", column: "name", row }
}

fn phone_of(row: Uuid) -> Place {
    Place { table: "owner_entries", column: "phone", row }
}

/// Makes replacing a unit's registers and opening decisions on them happen one after the other.
pub async fn enter_gate(tx: &Tx, unit: UnitId) -> Result<(), Problem> {
    Ok(gates::enter(tx, &format!("owner-register/{unit}")).await?)
}

/// Replaces the estate's present register, which is deleted unless a decision was opened on it. The caller has entered
/// the gate.
pub async fn insert(tx: &Tx, keys: &Keyring, row: &RegisterRow, entries: &[Entry]) -> Result<(), Problem> {
    retire(tx, row.unit, &row.estate).await?;
    let model = register::ActiveModel {
        id: Set(row.id.0),
        unit_id: Set(row.unit.0),
        estate: Set(row.estate.to_string()),
        flats: Set(signed(row.flats)),
        heads: Set(signed(row.total.heads)),
        area: Set(signed(row.total.area)),
        hash: Set(row.hash.clone()),
        imported_by: Set(row.imported_by.0),
        imported_at: Set(row.imported_at),
        replaced_at: Set(row.replaced_at),
    };
    register::Entity::insert(model).exec_without_returning(tx.conn()).await?;
    for some in entries.chunks(AT_ONCE) {
        insert_entries(tx, keys, row.id, some).await?;
    }
    Ok(())
}

/// The arrays can't hold NULL, so a missing value is sent as empty and becomes NULL here.
const INSERT_ENTRIES: &str = "INSERT INTO owner_entries \
    (id, register_id, building, room, area, head, name, phone, phone_index, share) \
    SELECT id, register_id, building, room, area, head, \
        CASE WHEN length(name) > 0 THEN name END, CASE WHEN length(phone) > 0 THEN phone END, \
        CASE WHEN length(phone_index) > 0 THEN phone_index END, CASE WHEN length(share) > 0 THEN share END \
    FROM entry";

async fn insert_entries(tx: &Tx, keys: &Keyring, register: OwnerRegisterId, entries: &[Entry]) -> Result<(), Problem> {
    let sealed: Vec<Sealed> = entries.iter().map(|entry| Sealed::new(tx.id(), keys, entry)).collect();
    let rows = Rows::named("entry")
        .uuids("id", sealed.iter().map(|one| one.id))
        .texts("building", entries.iter().map(|entry| entry.flat.building.clone()))
        .texts("room", entries.iter().map(|entry| entry.flat.room.clone()))
        .numbers("area", entries.iter().map(|entry| signed(entry.area)))
        .texts("head", entries.iter().map(|entry| entry.head.as_str().to_owned()))
        .bytes("name", sealed.iter().map(|one| one.name.clone().unwrap_or_default()))
        .bytes("phone", sealed.iter().map(|one| one.phone.clone().unwrap_or_default()))
        .texts("phone_index", sealed.iter().map(|one| one.phone_index.clone().unwrap_or_default()))
        .texts("share", entries.iter().map(|entry| entry.share.map(|share| share.to_string()).unwrap_or_default()))
        .uuids("register_id", entries.iter().map(|_| register.0));
    tx.conn().execute_raw(rows.statement(tx.conn().get_database_backend(), INSERT_ENTRIES)).await?;
    Ok(())
}

/// The sealed columns of an entry, and its blind index.
struct Sealed {
    id: Uuid,
    name: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
    phone_index: Option<String>,
}

impl Sealed {
    fn new(id: Uuid, keys: &Keyring, entry: &Entry) -> Self {
        let indexed = entry.phone.as_ref().map(|phone| {
            let plain = phone.as_e164().as_bytes();
            keys.seal_indexed(phone_of(id), plain, OWNER_PHONE_INDEX, plain)
        });
        let (phone, phone_index) = indexed.map(|Indexed { sealed, index }| (sealed, index)).unzip();
        let name = entry.name.as_ref().map(|name| keys.seal(name_of(id), name.as_str().as_bytes()));
        Self { id, name, phone, phone_index }
    }
}

async fn retire(tx: &Tx, unit: UnitId, estate: &Title) -> Result<(), Problem> {
    let Some(before) = present_row(tx.conn(), unit, estate).await? else { return Ok(()) };
    if was_opened_on(tx.conn(), before.id).await? {
        let row = register::ActiveModel { id: Set(before.id), replaced_at: Set(Some(tx.now())), ..Default::default() };
        register::Entity::update(row).exec(tx.conn()).await?;
        return Ok(());
    }
    entry::Entity::delete_many().filter(entry::Column::RegisterId.eq(before.id)).exec(tx.conn()).await?;
    register::Entity::delete_by_id(before.id).exec(tx.conn()).await?;
    Ok(())
}

/// Whether owners decide, or decided, on this register. This room may not know the room of decisions, so it names their
/// table only.
async fn was_opened_on(conn: &impl ConnectionTrait, register: Uuid) -> Result<bool, DbErr> {
    let mut one = Query::select();
    one.column("id").from("owners_decisions").and_where(Expr::col("register_id").eq(register)).limit(1);
    Ok(conn.query_one(&one).await?.is_some())
}

pub async fn present_row(
    conn: &impl ConnectionTrait,
    unit: UnitId,
    estate: &Title,
) -> Result<Option<register::Model>, Problem> {
    let present = register::Entity::find()
        .filter(register::Column::UnitId.eq(unit.0))
        .filter(register::Column::Estate.eq(estate.as_str()))
        .filter(register::Column::ReplacedAt.is_null());
    Ok(present.one(conn).await?)
}

/// 404 if there is no such register.
pub async fn register(conn: &impl ConnectionTrait, id: OwnerRegisterId) -> Result<RegisterRow, Problem> {
    let row = register::Entity::find_by_id(id.0).one(conn).await?;
    row.ok_or_else(Problem::not_found).and_then(restore)
}

/// A unit's registers, the oldest first, including replaced ones on which decisions were opened.
pub async fn page(conn: &impl ConnectionTrait, unit: UnitId, page: &Page<'_>) -> Result<Vec<RegisterRow>, Problem> {
    let mut wanted = register::Entity::find().filter(register::Column::UnitId.eq(unit.0));
    if let Some(after) = page.after_id() {
        wanted = wanted.filter(register::Column::Id.gt(after));
    }
    let rows = wanted.order_by_asc(register::Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(restore).collect()
}

fn restore(row: register::Model) -> Result<RegisterRow, Problem> {
    Ok(RegisterRow {
        id: row.id.into(),
        unit: row.unit_id.into(),
        estate: Title::parse(&row.estate).map_err(|_| unreadable("owner register", row.id))?,
        flats: unsigned(row.flats),
        total: Measure { area: unsigned(row.area), heads: unsigned(row.heads) },
        hash: row.hash,
        imported_by: row.imported_by.into(),
        imported_at: row.imported_at,
        replaced_at: row.replaced_at,
    })
}

/// An entry as a person who checks the register reads it.
pub struct Known {
    pub id: Uuid,
    pub flat: Flat,
    pub area: u64,
    pub head: Head,
    pub name: Option<DisplayName>,
    pub phone: Option<PhoneNumber>,
    pub share: Option<String>,
}

/// Entries in the order of their flats.
pub async fn entries_page(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    register: OwnerRegisterId,
    page: &Page<'_>,
) -> Result<Vec<Known>, Problem> {
    let mut wanted = entry::Entity::find().filter(entry::Column::RegisterId.eq(register.0));
    if let Some(after) = page.after_id() {
        wanted = wanted.filter(entry::Column::Id.gt(after));
    }
    let rows = wanted.order_by_asc(entry::Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(|row| open(keys, row)).collect()
}

/// Each flat with its area and head, once for each of its owners, with that owner's number.
pub async fn lines(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    register: OwnerRegisterId,
) -> Result<Vec<(Flat, u64, Head, Option<PhoneNumber>)>, Problem> {
    let rows = entry::Entity::find().filter(entry::Column::RegisterId.eq(register.0)).all(conn).await?;
    let line = |row| open(keys, row).map(|known| (known.flat, known.area, known.head, known.phone));
    rows.into_iter().map(line).collect()
}

pub fn open(keys: &Keyring, row: entry::Model) -> Result<Known, Problem> {
    let text = |place, sealed: Option<&[u8]>| {
        let opened = sealed.map(|sealed| keys.open_text(place, sealed)).transpose();
        opened.map_err(|_| unreadable("entry of an owner register", row.id))
    };
    let name = text(name_of(row.id), row.name.as_deref())?.and_then(|name| DisplayName::parse(&name).ok());
    let phone = text(phone_of(row.id), row.phone.as_deref())?.and_then(|phone| PhoneNumber::parse(&phone).ok());
    Ok(Known {
        id: row.id,
        name,
        phone,
        flat: Flat { building: row.building, room: row.room },
        area: unsigned(row.area),
        head: Head::restore(row.head),
        share: row.share,
    })
}
