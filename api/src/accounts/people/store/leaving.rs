//! Accounts that wait to be erased, and what erasure leaves of them.

use domain::Time;
use domain::ids::AccountId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::super::entity::{account, invitation};
use crate::infra::db::Tx;

/// Sets when the account is erased; none keeps it. The caller holds its lock.
pub async fn set_erase_after(tx: &Tx, id: AccountId, until: Option<Time>) -> Result<(), DbErr> {
    let row = account::ActiveModel { id: Set(id.0), erase_after: Set(until), ..Default::default() };
    account::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// At most a hundred accounts whose grace period is over and that are not erased yet.
pub async fn due(conn: &impl ConnectionTrait, now: Time) -> Result<Vec<AccountId>, DbErr> {
    let due: Vec<Uuid> = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::EraseAfter.lte(now))
        .order_by_asc(account::Column::Id)
        .limit(100)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(due.into_iter().map(AccountId).collect())
}

/// Locks an account whose grace period is over; false if it was erased or kept meanwhile.
pub async fn lock_due(tx: &Tx, id: AccountId) -> Result<bool, DbErr> {
    let found = account::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    Ok(found.is_some_and(|row| row.erase_after.is_some_and(|until| until <= tx.now())))
}

/// Leaves of an account only its id, when it was made and when it was erased. Deletes the invitations that led to it.
pub async fn forget(tx: &Tx, id: AccountId, nobody: &str) -> Result<(), DbErr> {
    let row = account::ActiveModel {
        id: Set(id.0),
        display_name: Set(nobody.to_owned()),
        name: Set(None),
        phone: Set(None),
        phone_index: Set(None),
        email: Set(None),
        email_index: Set(None),
        password_hash: Set(None),
        birth_year: Set(None),
        disabled_why: Set(None),
        erase_after: Set(None),
        erased_at: Set(Some(tx.now())),
        ..Default::default()
    };
    account::Entity::update(row).exec(tx.conn()).await?;
    let to_them = invitation::Entity::delete_many().filter(invitation::Column::AccountId.eq(id.0));
    to_them.exec(tx.conn()).await.map(|_| ())
}
