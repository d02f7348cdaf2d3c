use domain::Time;
use domain::ids::AccountId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity};
use crate::infra::db::Tx;

pub struct KnownDevice {
    pub id: Uuid,
    pub account: AccountId,
}

pub async fn by_token(conn: &impl ConnectionTrait, token_hash: &str) -> Result<Option<KnownDevice>, DbErr> {
    let found = Entity::find().filter(Column::TokenHash.eq(token_hash)).one(conn).await?;
    Ok(found.map(|row| KnownDevice { id: row.id, account: AccountId(row.account_id) }))
}

pub async fn insert(tx: &Tx, account: AccountId, token_hash: String) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(tx.id()),
        account_id: Set(account.0),
        token_hash: Set(token_hash),
        last_used_at: Set(tx.now()),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

pub async fn touch(tx: &Tx, id: Uuid) -> Result<bool, DbErr> {
    use sea_orm::sea_query::Expr;
    let done = Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(tx.now()))
        .filter(Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The devices of a person, the last used first.
pub async fn of(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Uuid>, DbErr> {
    let rows = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::AccountId.eq(account.0))
        .order_by_desc(Column::LastUsedAt)
        .order_by_desc(Column::Id);
    rows.into_tuple().all(conn).await
}

pub async fn remove(tx: &Tx, ids: &[Uuid]) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::Id.is_in(ids.iter().copied())).exec(tx.conn()).await.map(|_| ())
}

pub async fn sweep(tx: &Tx, before: Time) -> Result<u64, DbErr> {
    let gone = Entity::delete_many().filter(Column::LastUsedAt.lt(before)).exec(tx.conn()).await?;
    Ok(gone.rows_affected)
}
