//! Finds entries of a register by head, door or number.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::PhoneNumber;
use domain::ids::{OwnerRegisterId, UnitId};
use domain::register::{Flat, Head, Register};
use domain::text::Title;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::super::entity::entry;
use super::rows::{Known, open, present_row};
use super::unsigned;
use crate::accounts::Sought;
use crate::http::page::Page;
use crate::infra::keys::Keyring;
use crate::infra::sealed::OWNER_PHONE_INDEX;
use crate::problem::{Kind, Problem};

/// At most this many entries are read and decrypted: far more than a door or a number has, except for the builder's.
const MOST_FOUND: u64 = 100;

/// Refused if the estate has no register.
pub async fn present_id(conn: &impl ConnectionTrait, unit: UnitId, estate: &Title) -> Result<OwnerRegisterId, Problem> {
    let row = present_row(conn, unit, estate).await?.ok_or_else(|| Problem::new(Kind::NoOwnerRegister))?;
    Ok(row.id.into())
}

pub async fn sought(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    register: OwnerRegisterId,
    sought: &Sought,
) -> Result<Vec<Known>, Problem> {
    let of_register = entry::Entity::find().filter(entry::Column::RegisterId.eq(register.0));
    let wanted = match sought {
        Sought::Phone(phone) => {
            let known_as = keys.fingerprints(OWNER_PHONE_INDEX, phone.as_e164().as_bytes());
            of_register.filter(entry::Column::PhoneIndex.is_in(known_as))
        }
        Sought::Door(building, room) => of_register
            .filter(entry::Column::Building.eq(building.as_str()))
            .filter(entry::Column::Room.eq(room.as_str())),
    };
    let rows = wanted.order_by_asc(entry::Column::Id).limit(MOST_FOUND).all(conn).await?;
    rows.into_iter().map(|row| open(keys, row)).collect()
}

/// The entries of all flats of these heads, in the order of the register.
pub async fn entries_of_heads(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    register: OwnerRegisterId,
    heads: &[Head],
) -> Result<Vec<Known>, Problem> {
    let codes = heads.iter().map(Head::as_str);
    let wanted = entry::Entity::find()
        .filter(entry::Column::RegisterId.eq(register.0))
        .filter(entry::Column::Head.is_in(codes))
        .order_by_asc(entry::Column::Id);
    wanted.all(conn).await?.into_iter().map(|row| open(keys, row)).collect()
}

/// The heads of a register except those that `except` selects, in the order of their codes.
pub async fn heads_page(
    conn: &impl ConnectionTrait,
    register: OwnerRegisterId,
    except: impl IntoIterator<Item = SelectStatement>,
    page: &Page<'_>,
) -> Result<Vec<Head>, Problem> {
    let mut wanted = entry::Entity::find()
        .select_only()
        .column(entry::Column::Head)
        .distinct()
        .filter(entry::Column::RegisterId.eq(register.0));
    for some in except {
        wanted = wanted.filter(entry::Column::Head.not_in_subquery(some));
    }
    if let Some(after) = &page.after {
        wanted = wanted.filter(entry::Column::Head.gt(after.as_str()));
    }
    let heads: Vec<String> = wanted.order_by_asc(entry::Column::Head).limit(page.rows()).into_tuple().all(conn).await?;
    Ok(heads.into_iter().map(Head::restore).collect())
}

pub async fn heads_without_phone(conn: &impl ConnectionTrait, register: OwnerRegisterId) -> Result<u64, Problem> {
    let heads = async |reached: bool| {
        let mut wanted = entry::Entity::find().filter(entry::Column::RegisterId.eq(register.0)).select_only();
        if reached {
            wanted = wanted.filter(entry::Column::PhoneIndex.is_not_null());
        }
        let heads: Vec<String> = wanted.column(entry::Column::Head).distinct().into_tuple().all(conn).await?;
        Ok::<_, Problem>(heads.into_iter().collect::<BTreeSet<_>>())
    };
    let (all, reached) = (heads(false).await?, heads(true).await?);
    Ok(u64::try_from(all.difference(&reached).count()).unwrap_or(u64::MAX))
}

/// The heads with an owner who has this number.
pub async fn heads_of(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    register: OwnerRegisterId,
    phone: &PhoneNumber,
) -> Result<BTreeSet<Head>, Problem> {
    let known_as = keys.fingerprints(OWNER_PHONE_INDEX, phone.as_e164().as_bytes());
    let query = entry::Entity::find()
        .filter(entry::Column::RegisterId.eq(register.0))
        .filter(entry::Column::PhoneIndex.is_in(known_as))
        .select_only();
    let heads: Vec<String> = query.column(entry::Column::Head).into_tuple().all(conn).await?;
    Ok(heads.into_iter().map(Head::restore).collect())
}

/// The numbers of a head's owners, each once.
pub async fn numbers_of_head(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    register: OwnerRegisterId,
    head: &Head,
) -> Result<Vec<PhoneNumber>, Problem> {
    let wanted = entry::Entity::find()
        .filter(entry::Column::RegisterId.eq(register.0))
        .filter(entry::Column::Head.eq(head.as_str()))
        .filter(entry::Column::PhoneIndex.is_not_null());
    let rows = wanted.all(conn).await?;
    // One row for each number is enough: the builder's number may stand in thousands of rows.
    let each: BTreeMap<Option<String>, entry::Model> =
        rows.into_iter().map(|row| (row.phone_index.clone(), row)).collect();
    let mut numbers = Vec::new();
    for row in each.into_values() {
        numbers.extend(open(keys, row)?.phone);
    }
    Ok(numbers)
}

/// The estate's present register.
pub async fn present(
    conn: &impl ConnectionTrait,
    unit: UnitId,
    estate: &Title,
) -> Result<Option<(OwnerRegisterId, Register)>, Problem> {
    let Some(row) = present_row(conn, unit, estate).await? else { return Ok(None) };
    let id = OwnerRegisterId(row.id);
    Ok(Some((id, whole(conn, id).await?)))
}

/// Only the flats of these heads, which is all that a person who casts needs of the register.
pub async fn held<'a>(
    conn: &impl ConnectionTrait,
    id: OwnerRegisterId,
    heads: impl IntoIterator<Item = &'a Head>,
) -> Result<Register, Problem> {
    let codes = heads.into_iter().map(Head::as_str);
    read_lines(
        conn,
        entry::Entity::find().filter(entry::Column::RegisterId.eq(id.0)).filter(entry::Column::Head.is_in(codes)),
    )
    .await
}

/// All flats of the register, with their areas and heads.
pub async fn whole(conn: &impl ConnectionTrait, id: OwnerRegisterId) -> Result<Register, Problem> {
    read_lines(conn, entry::Entity::find().filter(entry::Column::RegisterId.eq(id.0))).await
}

async fn read_lines(conn: &impl ConnectionTrait, query: Select<entry::Entity>) -> Result<Register, Problem> {
    use entry::Column::{Area, Building, Head as Code, Room};
    let query = query.select_only();
    let rows: Vec<(String, String, i64, String)> =
        query.columns([Building, Room, Area, Code]).into_tuple().all(conn).await?;
    let line = |(building, room, area, head)| (Flat { building, room }, unsigned(area), Head::restore(head));
    Ok(Register::restore(rows.into_iter().map(line)))
}

/// The heads that have this number, for every register that has it.
pub async fn heads_by_register(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    phone: &PhoneNumber,
) -> Result<BTreeMap<Uuid, BTreeSet<String>>, Problem> {
    let known_as = keys.fingerprints(OWNER_PHONE_INDEX, phone.as_e164().as_bytes());
    let entries = entry::Entity::find().filter(entry::Column::PhoneIndex.is_in(known_as)).select_only();
    let rows: Vec<(Uuid, String)> =
        entries.columns([entry::Column::RegisterId, entry::Column::Head]).distinct().into_tuple().all(conn).await?;
    let mut heads: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    for (register, head) in rows {
        heads.entry(register).or_default().insert(head);
    }
    Ok(heads)
}
