use domain::Time;
use domain::account::{Challenge, Step};
use domain::ids::AccountId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::accounts::sign_in::attempts::Side;
use crate::infra::db::Tx;
use crate::problem::Problem;

/// An unfinished sign-in as it is stored.
pub struct StoredChallenge {
    pub id: Uuid,
    pub account: AccountId,
    pub challenge: Challenge,
    /// The side for which the tries at the password were counted.
    pub side: Side,
    /// The device, if it is a known one.
    pub device: Option<Uuid>,
}

fn restore(row: Model) -> Result<StoredChallenge, Problem> {
    let step = Step::from_word(&row.step).ok_or_else(Problem::broken)?;
    let tries = u32::try_from(row.tries).unwrap_or(u32::MAX);
    Ok(StoredChallenge {
        id: row.id,
        account: AccountId(row.account_id),
        challenge: Challenge { step, begun_at: row.begun_at, tries },
        side: Side(row.attempts_id),
        device: row.device_id,
    })
}

pub async fn insert(tx: &Tx, new: &StoredChallenge, token_hash: String) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(new.id),
        account_id: Set(new.account.0),
        token_hash: Set(token_hash),
        step: Set(new.challenge.step.word().to_owned()),
        tries: Set(0),
        attempts_id: Set(new.side.0),
        device_id: Set(new.device),
        begun_at: Set(new.challenge.begun_at),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

pub async fn by_token(conn: &impl ConnectionTrait, token_hash: &str) -> Result<Option<StoredChallenge>, Problem> {
    Entity::find().filter(Column::TokenHash.eq(token_hash)).one(conn).await?.map(restore).transpose()
}

pub async fn for_update(tx: &Tx, id: Uuid) -> Result<Option<StoredChallenge>, Problem> {
    Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await?.map(restore).transpose()
}

pub async fn update(tx: &Tx, id: Uuid, challenge: &Challenge) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id),
        step: Set(challenge.step.word().to_owned()),
        tries: Set(i32::try_from(challenge.tries).unwrap_or(i32::MAX)),
        ..Default::default()
    };
    Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// Deletes all unfinished sign-ins of this person.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(tx.conn()).await.map(|_| ())
}

pub async fn sweep(tx: &Tx, before: Time) -> Result<u64, DbErr> {
    let gone = Entity::delete_many().filter(Column::BegunAt.lt(before)).exec(tx.conn()).await?;
    Ok(gone.rows_affected)
}
