use domain::Time;
use domain::ids::AccountId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity};
use crate::infra::db::Tx;

pub struct NewCard {
    pub id: Uuid,
    pub account: AccountId,
    pub code_hash: String,
    pub issued_by: AccountId,
    pub expires_at: Time,
}

pub async fn insert(tx: &Tx, new: NewCard) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(new.id),
        account_id: Set(new.account.0),
        code_hash: Set(new.code_hash),
        issued_by: Set(new.issued_by.0),
        issued_at: Set(tx.now()),
        expires_at: Set(new.expires_at),
        redeemed_at: Set(None),
        voided_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

pub struct Card {
    pub id: Uuid,
    pub account: AccountId,
}

/// The card with this code, whether or not it is still good.
pub async fn by_hash(conn: &impl ConnectionTrait, known_as: &[String]) -> Result<Option<Card>, DbErr> {
    let found = Entity::find().filter(Column::CodeHash.is_in(known_as)).one(conn).await?;
    Ok(found.map(|row| Card { id: row.id, account: AccountId(row.account_id) }))
}

/// True for the one caller who uses the card while it is good.
pub async fn redeem(tx: &Tx, id: Uuid) -> Result<bool, DbErr> {
    let done = Entity::update_many()
        .col_expr(Column::RedeemedAt, Expr::value(Some(tx.now())))
        .filter(Column::Id.eq(id))
        .filter(Column::RedeemedAt.is_null())
        .filter(Column::VoidedAt.is_null())
        .filter(Column::ExpiresAt.gt(tx.now()))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Voids all unused cards of the account.
pub async fn void(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::VoidedAt, Expr::value(Some(tx.now())))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::RedeemedAt.is_null())
        .filter(Column::VoidedAt.is_null())
        .exec(tx.conn())
        .await
        .map(|_| ())
}

/// Deletes the cards of an account that is erased. The audit trail still says that they were issued and used.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(tx.conn()).await.map(|_| ())
}
