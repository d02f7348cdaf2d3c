//! Finds proxies by the phone numbers of their givers and holders.

use std::collections::BTreeSet;

use domain::Time;
use domain::account::PhoneNumber;
use domain::ids::{AccountId, OwnerRegisterId, OwnersDecisionId};
use domain::owner::proxy::OwnerProxy;
use domain::register::Head;
use domain::vote::proxy::Giving;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::super::entity::{decision, proxy as entity};
use super::proxy::{holder_known_as, restore, stands};
use crate::http::page::Page;
use crate::infra::keys::Keyring;
use crate::problem::Problem;
use crate::registers;

/// What the domain must know to decide whether this proxy may be given.
pub async fn giving(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    register: OwnerRegisterId,
    proxy: &OwnerProxy,
    now: Time,
) -> Result<Giving, Problem> {
    let of_decision = || entity::Entity::find().filter(entity::Column::DecisionId.eq(proxy.decision.0));
    let of_heads = |heads: Vec<&str>| of_decision().filter(entity::Column::Head.is_in(heads));
    let held_by = |known_as: Vec<String>| of_decision().filter(entity::Column::HolderIndex.is_in(known_as));
    let holders = registers::heads_of(conn, keys, register, &proxy.holder).await?;
    let owners = registers::numbers_of_head(conn, keys, register, &proxy.head).await?;
    let theirs = owners.iter().flat_map(|phone| holder_known_as(keys, phone)).collect();
    Ok(Giving {
        same_voter: holders.contains(&proxy.head),
        has_given: count(conn, of_heads(vec![proxy.head.as_str()]), now).await? > 0,
        giver_holds: count(conn, held_by(theirs), now).await? > 0,
        holder_has_given: count(conn, of_heads(holders.iter().map(Head::as_str).collect()), now).await? > 0,
        held: count(conn, held_by(holder_known_as(keys, &proxy.holder)), now).await?,
    })
}

async fn count(conn: &impl ConnectionTrait, some: Select<entity::Entity>, now: Time) -> Result<u64, Problem> {
    Ok(some.filter(stands(now)).count(conn).await?)
}

/// The proxies that this person gave, those of their heads, and those that they hold; the oldest first.
pub async fn proxies_of(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    account: AccountId,
    phone: &PhoneNumber,
    page: &Page<'_>,
) -> Result<Vec<OwnerProxy>, Problem> {
    let held = entity::Column::HolderIndex.is_in(holder_known_as(keys, phone));
    let mut theirs = Condition::any().add(entity::Column::Giver.eq(account.0)).add(held);
    for (decision, heads) in heads_in_decisions(conn, keys, phone).await? {
        let of_heads = entity::Column::Head.is_in(heads);
        theirs = theirs.add(Condition::all().add(entity::Column::DecisionId.eq(decision)).add(of_heads));
    }
    let mut query = entity::Entity::find().filter(theirs);
    if let Some(after) = page.after_id() {
        query = query.filter(entity::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(entity::Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(|row| restore(keys, row)).collect()
}

/// The heads that have this number, for every decision that was opened.
async fn heads_in_decisions(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    phone: &PhoneNumber,
) -> Result<Vec<(Uuid, BTreeSet<String>)>, Problem> {
    let heads = registers::heads_by_register(conn, keys, phone).await?;
    let opened = decision::Entity::find().filter(decision::Column::RegisterId.is_in(heads.keys().copied()));
    let opened: Vec<(Uuid, Option<Uuid>)> = opened
        .select_only()
        .columns([decision::Column::Id, decision::Column::RegisterId])
        .into_tuple()
        .all(conn)
        .await?;
    let of = |(decision, register): (Uuid, Option<Uuid>)| Some((decision, heads.get(&register?)?.clone()));
    Ok(opened.into_iter().filter_map(of).collect())
}

/// Which of these heads have a proxy that stands.
pub async fn heads_with_proxy(
    conn: &impl ConnectionTrait,
    decision: OwnersDecisionId,
    heads: &[Head],
    now: Time,
) -> Result<BTreeSet<Head>, Problem> {
    let some = entity::Entity::find()
        .filter(entity::Column::DecisionId.eq(decision.0))
        .filter(entity::Column::Head.is_in(heads.iter().map(Head::as_str)))
        .filter(stands(now))
        .select_only();
    let some: Vec<String> = some.column(entity::Column::Head).into_tuple().all(conn).await?;
    Ok(some.into_iter().map(Head::restore).collect())
}
