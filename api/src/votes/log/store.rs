//! Rows of leaves that wait ⇄ domain.

use domain::ids::VoteId;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use super::entity::{self as waiting};
use crate::infra::db::Tx;
use crate::infra::rows::Rows;
use crate::problem::Problem;

/// The most ids in one statement that stay below the number of bound parameters that either database allows.
pub const IDS_A_STATEMENT: usize = 1_000;
/// A leaf that waits to be appended, sealed.
#[derive(Clone)]
pub struct WaitingRow {
    pub id: Uuid,
    pub sealed: Vec<u8>,
}

pub async fn wait(tx: &Tx, vote: VoteId, leaves: Vec<WaitingRow>) -> Result<(), Problem> {
    if leaves.is_empty() {
        return Ok(());
    }
    let count = leaves.len();
    let (ids, sealed): (Vec<Uuid>, Vec<Vec<u8>>) = leaves.into_iter().map(|leaf| (leaf.id, leaf.sealed)).unzip();
    let rows = Rows::named("leaf").uuids("id", ids.into_iter()).bytes("sealed", sealed.into_iter());
    let rows = rows.uuids("vote_id", std::iter::repeat_n(vote.0, count));
    let insert = "INSERT INTO waiting_leaves (id, vote_id, sealed) SELECT id, vote_id, sealed FROM leaf";
    tx.conn().execute_raw(rows.statement(tx.conn().get_database_backend(), insert)).await?;
    Ok(())
}

pub async fn how_many_wait(conn: &impl ConnectionTrait, vote: VoteId) -> Result<u64, Problem> {
    Ok(waiting::Entity::find().filter(waiting::Column::VoteId.eq(vote.0)).count(conn).await?)
}

/// A page of waiting leaves after this id, the oldest first.
pub async fn waiting_after(tx: &Tx, vote: VoteId, after: Option<Uuid>) -> Result<Vec<WaitingRow>, Problem> {
    let mut query = waiting::Entity::find().filter(waiting::Column::VoteId.eq(vote.0));
    if let Some(after) = after {
        query = query.filter(waiting::Column::Id.gt(after));
    }
    let rows = query.order_by_asc(waiting::Column::Id).limit(5_000).all(tx.conn()).await?;
    Ok(rows.into_iter().map(|row| WaitingRow { id: row.id, sealed: row.sealed }).collect())
}

/// Deletes waiting leaves that were appended, a thousand at most.
pub async fn wait_no_more(tx: &Tx, ids: Vec<Uuid>) -> Result<(), Problem> {
    waiting::Entity::delete_many().filter(waiting::Column::Id.is_in(ids)).exec(tx.conn()).await?;
    Ok(())
}

/// Deletes every waiting leaf of a vote, and gives their number.
pub async fn nothing_waits(tx: &Tx, vote: VoteId) -> Result<u64, Problem> {
    let all = waiting::Entity::delete_many().filter(waiting::Column::VoteId.eq(vote.0));
    Ok(all.exec(tx.conn()).await?.rows_affected)
}
