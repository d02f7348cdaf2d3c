use domain::Time;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseTransaction, Set, SqlErr};

use super::{Once, entity};
use crate::http::reply::Reply;
use crate::infra::keys::{Keyring, Place};
use crate::problem::{Kind, Problem};

/// Takes the key in this transaction. `false` when it was taken before.
pub async fn take(conn: &DatabaseTransaction, once: &Once, now: Time) -> Result<bool, Problem> {
    let row = entity::ActiveModel {
        id: Set(once.row_id()),
        payload: Set(once.payloads.first().cloned().unwrap_or_default()),
        status: Set(0),
        location: Set(None),
        body: Set(Vec::new()),
        created_at: Set(now),
    };
    match entity::Entity::insert(row).exec_without_returning(conn).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) if crate::infra::db::waited_in_vain(&error) => Err(Problem::new(Kind::RequestInProgress)),
        Err(error) => Err(error.into()),
    }
}

/// Answers name people, so they are sealed. They live for a day and a root for two days after it was current, so they
/// need not be sealed anew.
fn body_of(row: &str) -> Place {
    let half = row.get(..32).and_then(|half| Uuid::try_parse(half).ok()).unwrap_or_default();
    Place { row: half, table: "idempotency_keys", column: "body" }
}

pub async fn store(conn: &DatabaseTransaction, keys: &Keyring, once: &Once, reply: &Reply) -> Result<(), Problem> {
    let id = once.row_id();
    entity::Entity::update_many()
        .col_expr(entity::Column::Status, Expr::value(i32::from(reply.status.as_u16())))
        .col_expr(entity::Column::Location, Expr::value(reply.location.clone()))
        .col_expr(entity::Column::Body, Expr::value(keys.seal(body_of(&id), &reply.body)))
        .filter(entity::Column::Id.eq(&id))
        .exec(conn)
        .await?;
    Ok(())
}

/// The stored answer of a key taken before; 422 when the payload is another one.
pub async fn replay(conn: &impl ConnectionTrait, keys: &Keyring, once: &Once) -> Result<Reply, Problem> {
    let row = entity::Entity::find_by_id(once.row_id()).one(conn).await?;
    // The row was swept, a day old, between the refused insert and this read. The client may send the request again.
    let row = row.ok_or_else(Problem::unavailable)?;
    if !once.payloads.contains(&row.payload) {
        return Err(Problem::new(Kind::IdempotencyKeyReused));
    }
    let opened = keys.open(body_of(&row.id), &row.body).map(|plain| plain.to_vec());
    // Answers stored before answers were sealed are JSON or empty; a sealed one never begins with a brace.
    let is_clear = row.body.first().is_none_or(|first| *first == b'{');
    let body = if is_clear { row.body } else { opened.map_err(|_| Problem::unavailable())? };
    Reply::stored(row.status, row.location, body).ok_or_else(|| Problem::new(Kind::RequestInProgress))
}

/// Forgets answers older than a day.
pub async fn sweep(conn: &impl ConnectionTrait, before: Time) -> Result<u64, DbErr> {
    let gone = entity::Entity::delete_many().filter(entity::Column::CreatedAt.lt(before)).exec(conn).await?;
    Ok(gone.rows_affected)
}
