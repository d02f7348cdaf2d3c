//! Accounts on their way out.

use domain::Time;
use domain::ids::AccountId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::super::entity::{account, invitation};
use crate::infra::db::Tx;

/// None keeps the account. Whoever calls holds its lock.
pub async fn set_erase_after(tx: &Tx, id: AccountId, until: Option<Time>) -> Result<(), DbErr> {
    let row = account::ActiveModel { id: Set(id.0), erase_after: Set(until), ..Default::default() };
    account::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// Accounts whose grace period is over and which nobody has erased yet, a hundred at most.
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

/// Takes the lock of an account whose grace period is over; false when it was erased or kept meanwhile.
pub async fn lock_due(tx: &Tx, id: AccountId) -> Result<bool, DbErr> {
    let found = account::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    Ok(found.is_some_and(|row| row.erase_after.is_some_and(|until| until <= tx.now())))
}

/// What is left of an account is its id, when it began and when it ended. The invitations that led to it go.
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
