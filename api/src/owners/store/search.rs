//! Who is meant: entries of a register by head, by door or by number, and heads by what they lack.

use std::collections::BTreeSet;

use domain::ids::{OwnerRegisterId, OwnersDecisionId, UnitId};
use domain::owner::Head;
use domain::text::Title;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entity::{ballot, entry, sheet};
use super::register::{Known, open, present_row};
use crate::accounts::Sought;
use crate::http::page::Page;
use crate::infra::keys::Keyring;
use crate::infra::sealed::OWNER_PHONE_INDEX;
use crate::problem::{Kind, Problem};

/// Far more than live behind a door, or belong to a number, and are looked at one by one.
const MOST_FOUND: u64 = 100;

/// Refused where the estate has no register.
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

/// Entries of all flats of these heads, in the order of the register.
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

/// All of them, in the order of their codes.
pub async fn heads_page(
    conn: &impl ConnectionTrait,
    register: OwnerRegisterId,
    page: &Page<'_>,
) -> Result<Vec<Head>, Problem> {
    let mut wanted = entry::Entity::find()
        .select_only()
        .column(entry::Column::Head)
        .distinct()
        .filter(entry::Column::RegisterId.eq(register.0));
    if let Some(after) = &page.after {
        wanted = wanted.filter(entry::Column::Head.gt(after.as_str()));
    }
    let heads: Vec<String> = wanted.order_by_asc(entry::Column::Head).limit(page.rows()).into_tuple().all(conn).await?;
    Ok(heads.into_iter().map(Head::restore).collect())
}

/// And without a sheet that was keyed; in the order of their codes.
pub async fn heads_without_ballot(
    conn: &impl ConnectionTrait,
    register: OwnerRegisterId,
    decision: OwnersDecisionId,
    page: &Page<'_>,
) -> Result<Vec<Head>, Problem> {
    let cast = Query::select()
        .column(ballot::Column::Head)
        .from(ballot::Entity)
        .and_where(ballot::Column::DecisionId.eq(decision.0))
        .to_owned();
    let sheets = Query::select()
        .column(sheet::Column::Head)
        .from(sheet::Entity)
        .and_where(sheet::Column::DecisionId.eq(decision.0))
        .to_owned();
    let mut wanted = entry::Entity::find()
        .select_only()
        .column(entry::Column::Head)
        .distinct()
        .filter(entry::Column::RegisterId.eq(register.0))
        .filter(entry::Column::Head.not_in_subquery(cast))
        .filter(entry::Column::Head.not_in_subquery(sheets));
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
