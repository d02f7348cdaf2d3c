use domain::Time;
use domain::ids::{AccountId, ProxyId, VoteId};
use domain::vote::proxy::{Giving, Proxy, ProxyScope};
use domain::vote::roll::VoterKey;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect, Set};
use std::collections::BTreeSet;

use super::super::entity::{proxy as entity, roll_entry};
use super::{entry_of, unreadable};
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

pub async fn insert_proxy(tx: &Tx, proxy: &Proxy) -> Result<(), Problem> {
    entity::Entity::insert(row(proxy)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn update_proxy(tx: &Tx, proxy: &Proxy) -> Result<(), Problem> {
    entity::Entity::update(row(proxy)).exec(tx.conn()).await?;
    Ok(())
}

pub async fn proxy(conn: &impl ConnectionTrait, id: ProxyId) -> Result<Proxy, Problem> {
    restore(entity::Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?)
}

/// What giving this one depends on.
pub async fn giving(conn: &impl ConnectionTrait, proxy: &Proxy, now: Time) -> Result<Giving, Problem> {
    let holders_voter = entry_of(conn, proxy.vote, proxy.holder).await?;
    let holder_has_given = match &holders_voter {
        None => false,
        Some(voter) => count(conn, of_voter(proxy.vote, voter), now).await? > 0,
    };
    let held = |by: AccountId| of_vote(proxy.vote).filter(entity::Column::Holder.eq(by.0));
    Ok(Giving {
        same_voter: holders_voter.as_ref() == Some(&proxy.voter),
        has_given: count(conn, of_voter(proxy.vote, &proxy.voter), now).await? > 0,
        giver_holds: count(conn, held(proxy.giver), now).await? > 0,
        holder_has_given,
        held: count(conn, held(proxy.holder), now).await?,
    })
}

/// Marks expired proxies of this voter as revoked when they expired, so that another one can be given.
pub async fn put_expired_away(tx: &Tx, vote: VoteId, voter: &VoterKey) -> Result<(), Problem> {
    entity::Entity::update_many()
        .col_expr(entity::Column::RevokedAt, Expr::col(entity::Column::Until))
        .filter(entity::Column::VoteId.eq(vote.0))
        .filter(entity::Column::Voter.eq(voter.as_str()))
        .filter(entity::Column::RevokedAt.is_null())
        .filter(entity::Column::Until.lte(tx.now()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The proxies that this person or their household gave, and those that this person holds; the oldest first.
pub async fn proxies_of(
    conn: &impl ConnectionTrait,
    account: AccountId,
    page: &Page<'_>,
) -> Result<Vec<Proxy>, Problem> {
    let entries = roll_entry::Entity::find().filter(roll_entry::Column::AccountId.eq(account.0)).all(conn).await?;
    let given = entries.into_iter().map(|entry| {
        let of_voter = entity::Column::Voter.eq(entry.voter);
        Condition::all().add(entity::Column::VoteId.eq(entry.vote_id)).add(of_voter)
    });
    let theirs = given.fold(Condition::any().add(entity::Column::Holder.eq(account.0)), Condition::add);
    let mut query = entity::Entity::find().filter(theirs);
    if let Some(after) = page.after_id() {
        query = query.filter(entity::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(entity::Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(restore).collect()
}

/// Which of these voters have a proxy that stands.
pub async fn voters_with_proxy(
    conn: &impl ConnectionTrait,
    vote: VoteId,
    voters: impl Iterator<Item = &str>,
    now: Time,
) -> Result<BTreeSet<String>, Problem> {
    let some = of_vote(vote).filter(entity::Column::Voter.is_in(voters)).filter(stands(now));
    Ok(some.all(conn).await?.into_iter().map(|row| row.voter).collect())
}

fn of_vote(vote: VoteId) -> Select<entity::Entity> {
    entity::Entity::find().filter(entity::Column::VoteId.eq(vote.0))
}

fn of_voter(vote: VoteId, voter: &VoterKey) -> Select<entity::Entity> {
    of_vote(vote).filter(entity::Column::Voter.eq(voter.as_str()))
}

/// `ProxyStage::Standing` as a condition for the database.
fn stands(now: Time) -> Condition {
    let is_good = Condition::any().add(entity::Column::Until.is_null()).add(entity::Column::Until.gt(now));
    Condition::all().add(entity::Column::RevokedAt.is_null()).add(is_good)
}

async fn count(conn: &impl ConnectionTrait, some: Select<entity::Entity>, now: Time) -> Result<u64, Problem> {
    Ok(some.filter(stands(now)).count(conn).await?)
}

fn row(proxy: &Proxy) -> entity::ActiveModel {
    entity::ActiveModel {
        id: Set(proxy.id.0),
        vote_id: Set(proxy.vote.0),
        voter: Set(proxy.voter.as_str().to_owned()),
        giver: Set(proxy.giver.0),
        holder: Set(proxy.holder.0),
        scope: Set(proxy.scope.word().to_owned()),
        until: Set(proxy.until),
        given_at: Set(proxy.given_at),
        used: Set(proxy.used),
        revoked_at: Set(proxy.revoked_at),
    }
}

fn restore(row: entity::Model) -> Result<Proxy, Problem> {
    let scope = ProxyScope::from_word(&row.scope).ok_or_else(|| unreadable("proxy", row.id))?;
    Ok(Proxy {
        id: ProxyId(row.id),
        vote: VoteId(row.vote_id),
        voter: VoterKey::restore(row.voter),
        giver: AccountId(row.giver),
        holder: AccountId(row.holder),
        scope,
        until: row.until,
        given_at: row.given_at,
        used: row.used,
        revoked_at: row.revoked_at,
    })
}
