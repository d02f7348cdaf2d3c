use domain::Time;
use domain::account::Reset;
use domain::ids::AccountId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity};
use crate::infra::db::Tx;

pub struct NewReset {
    pub id: Uuid,
    /// None if no account can use the code, so that it is not mailed.
    pub account: Option<AccountId>,
    pub email_index: String,
    pub address_index: String,
    pub token_hash: String,
    /// Whether it counts towards the limit of the mailbox.
    pub counts: bool,
}

pub async fn insert(tx: &Tx, new: NewReset) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(new.id),
        account_id: Set(new.account.map(|account| account.0)),
        email_index: Set(new.email_index),
        address_index: Set(new.address_index),
        token_hash: Set(new.token_hash),
        counts: Set(new.counts),
        asked_at: Set(tx.now()),
        used_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

/// When resets for this e-mail address were requested, as far as they count.
pub async fn mailed_to(conn: &impl ConnectionTrait, email_index: &str, since: Time) -> Result<Vec<Time>, DbErr> {
    let rows = Entity::find().select_only().column(Column::AskedAt).filter(Column::EmailIndex.eq(email_index));
    rows.filter(Column::Counts.eq(true)).filter(Column::AskedAt.gt(since)).into_tuple().all(conn).await
}

/// When this network address requested resets.
pub async fn asked_from(conn: &impl ConnectionTrait, address_index: &str, since: Time) -> Result<Vec<Time>, DbErr> {
    let rows = Entity::find().select_only().column(Column::AskedAt).filter(Column::AddressIndex.eq(address_index));
    rows.filter(Column::AskedAt.gt(since)).into_tuple().all(conn).await
}

pub struct StoredReset {
    pub id: Uuid,
    pub account: AccountId,
    pub reset: Reset,
}

/// The reset to which a mailed code belongs.
pub async fn by_token(conn: &impl ConnectionTrait, token_hash: &str) -> Result<Option<StoredReset>, DbErr> {
    let found = Entity::find().filter(Column::TokenHash.eq(token_hash)).one(conn).await?;
    Ok(found.and_then(|row| {
        let reset = Reset { asked_at: row.asked_at, used_at: row.used_at };
        row.account_id.map(|account| StoredReset { id: row.id, account: AccountId(account), reset })
    }))
}

/// True for the one caller who uses the reset.
pub async fn use_reset(tx: &Tx, id: Uuid) -> Result<bool, DbErr> {
    let done = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(Some(tx.now())))
        .filter(Column::Id.eq(id))
        .filter(Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Voids all codes that were mailed to this person. The requests still count towards the limits.
pub async fn void(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(Some(tx.now())))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::UsedAt.is_null())
        .exec(tx.conn())
        .await
        .map(|_| ())
}

/// For erasure.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(tx.conn()).await.map(|_| ())
}

pub async fn sweep(tx: &Tx, before: Time) -> Result<u64, DbErr> {
    let gone = Entity::delete_many().filter(Column::AskedAt.lt(before)).exec(tx.conn()).await?;
    Ok(gone.rows_affected)
}
