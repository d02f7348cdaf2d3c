use domain::Time;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity};
use crate::infra::db::Tx;

pub async fn since(conn: &impl ConnectionTrait, who: &str, since: Time) -> Result<Vec<Time>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::TriedAt)
        .filter(Column::Who.eq(who))
        .filter(Column::TriedAt.gt(since))
        .into_tuple()
        .all(conn)
        .await
}

pub async fn insert(tx: &Tx, who: &str) -> Result<Uuid, DbErr> {
    let id = tx.id();
    let row = ActiveModel { id: Set(id), who: Set(who.to_owned()), tried_at: Set(tx.now()) };
    Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| id)
}

pub async fn remove(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    Entity::delete_by_id(id).exec(tx.conn()).await.map(|_| ())
}

/// Deletes tries that no limit counts any more.
pub async fn sweep(conn: &impl ConnectionTrait, before: Time) -> Result<u64, DbErr> {
    let gone = Entity::delete_many().filter(Column::TriedAt.lt(before)).exec(conn).await?;
    Ok(gone.rows_affected)
}

pub async fn forget(tx: &Tx, who: &str) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::Who.eq(who)).exec(tx.conn()).await.map(|_| ())
}
