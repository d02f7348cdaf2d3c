use domain::Time;
use domain::account::Attempts;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity};
use crate::infra::db::Tx;

fn count(stored: i32) -> u32 {
    u32::try_from(stored).unwrap_or(0)
}

fn stored(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// What is known of the tries of one side, locked; an empty row is inserted if there is none.
pub async fn for_update(tx: &Tx, id: Uuid) -> Result<Attempts, DbErr> {
    let fresh = ActiveModel {
        id: Set(id),
        wrong: Set(0),
        last_wrong_at: Set(None),
        pending: Set(0),
        last_begun_at: Set(Some(tx.now())),
    };
    let unless_there = OnConflict::column(Column::Id).do_nothing().to_owned();
    Entity::insert(fresh).on_conflict(unless_there).exec_without_returning(tx.conn()).await?;
    let row = Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map_or_else(Attempts::default, |row| Attempts {
        wrong: count(row.wrong),
        last_wrong_at: row.last_wrong_at,
        pending: count(row.pending),
        last_begun_at: row.last_begun_at,
    }))
}

pub async fn update(tx: &Tx, id: Uuid, attempts: &Attempts) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id),
        wrong: Set(stored(attempts.wrong)),
        last_wrong_at: Set(attempts.last_wrong_at),
        pending: Set(stored(attempts.pending)),
        last_begun_at: Set(attempts.last_begun_at),
    };
    Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

pub async fn remove(tx: &Tx, ids: impl Iterator<Item = Uuid>) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::Id.is_in(ids)).exec(tx.conn()).await.map(|_| ())
}

/// Deletes rows that no rule looks at any more.
pub async fn sweep(tx: &Tx, before: Time) -> Result<u64, DbErr> {
    let gone = Entity::delete_many().filter(Column::LastBegunAt.lt(before)).exec(tx.conn()).await?;
    Ok(gone.rows_affected)
}
