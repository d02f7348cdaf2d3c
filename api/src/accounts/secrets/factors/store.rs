use domain::Time;
use domain::account::{Attempts, Seed};
use domain::ids::AccountId;
use domain::text::Sentence;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Set,
};
use uuid::Uuid;

use super::entity::{factor, recovery, removal};
use crate::infra::db::Tx;
use crate::infra::keys::{Keyring, Place};
use crate::problem::Problem;

/// What is known of a person's second factor.
pub struct Factor {
    pub id: Uuid,
    pub active: Option<Active>,
    /// A seed that was handed out and not proved yet, and when that was.
    pub pending: Option<(Seed, Time)>,
    /// Wrong codes in a row; other sign-ins and passwords between them do not reset the count.
    pub attempts: Attempts,
}

pub struct Active {
    pub seed: Seed,
    pub since: Time,
    /// The last step for which a code was accepted.
    pub last_step: Option<i64>,
}

fn seed_of(row: Uuid) -> Place {
    Place { table: "second_factors", column: "seed", row }
}

fn pending_of(row: Uuid) -> Place {
    Place { table: "second_factors", column: "pending_seed", row }
}

fn restore(row: factor::Model, keys: &Keyring) -> Result<Factor, Problem> {
    let open = |place: Place, sealed: Option<Vec<u8>>| match sealed {
        None => Ok(None),
        Some(sealed) => {
            let plain = keys.open(place, &sealed).map_err(|error| {
                tracing::error!(%error, factor = %row.id, "a stored seed does not open");
                Problem::broken()
            })?;
            Seed::from_bytes(&plain).map(Some).ok_or_else(Problem::broken)
        }
    };
    let (seed, pending) = (open(seed_of(row.id), row.seed)?, open(pending_of(row.id), row.pending_seed)?);
    Ok(Factor {
        id: row.id,
        active: seed.zip(row.activated_at).map(|(seed, since)| Active { seed, since, last_step: row.last_step }),
        pending: pending.zip(row.pending_since),
        attempts: Attempts {
            wrong: u32::try_from(row.wrong).unwrap_or(0),
            last_wrong_at: row.last_wrong_at,
            ..Attempts::default()
        },
    })
}

pub async fn factor(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    account: AccountId,
) -> Result<Option<Factor>, Problem> {
    let found = factor::Entity::find().filter(factor::Column::AccountId.eq(account.0)).one(conn).await?;
    found.map(|row| restore(row, keys)).transpose()
}

pub async fn factor_for_update(tx: &Tx, keys: &Keyring, account: AccountId) -> Result<Option<Factor>, Problem> {
    let found = factor::Entity::find().filter(factor::Column::AccountId.eq(account.0)).lock_exclusive();
    found.one(tx.conn()).await?.map(|row| restore(row, keys)).transpose()
}

/// Stores a seed that has yet to be proved, in place of an earlier unproved one. The caller has locked the account.
pub async fn hand_out(tx: &Tx, keys: &Keyring, account: AccountId, seed: &Seed) -> Result<(), Problem> {
    let known = factor_for_update(tx, keys, account).await?;
    let id = known.as_ref().map_or_else(|| tx.id(), |known| known.id);
    let mut row = factor::ActiveModel {
        id: Set(id),
        pending_seed: Set(Some(keys.seal(pending_of(id), seed.as_bytes()))),
        pending_since: Set(Some(tx.now())),
        ..Default::default()
    };
    if known.is_some() {
        factor::Entity::update(row).exec(tx.conn()).await?;
        return Ok(());
    }
    (row.account_id, row.wrong) = (Set(account.0), Set(0));
    factor::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Makes a seed the active one after it was proved with the code of a step.
pub async fn activate(tx: &Tx, keys: &Keyring, id: Uuid, seed: &Seed, step: i64) -> Result<(), DbErr> {
    let row = factor::ActiveModel {
        id: Set(id),
        seed: Set(Some(keys.seal(seed_of(id), seed.as_bytes()))),
        activated_at: Set(Some(tx.now())),
        last_step: Set(Some(step)),
        pending_seed: Set(None),
        pending_since: Set(None),
        ..Default::default()
    };
    factor::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// True for the first caller who uses this step, if no later step was used.
pub async fn use_step(tx: &Tx, id: Uuid, step: i64) -> Result<bool, DbErr> {
    let unused = Condition::any().add(factor::Column::LastStep.is_null()).add(factor::Column::LastStep.lt(step));
    let done = factor::Entity::update_many()
        .col_expr(factor::Column::LastStep, Expr::value(Some(step)))
        .filter(factor::Column::Id.eq(id))
        .filter(unused)
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn update_attempts(tx: &Tx, id: Uuid, attempts: &Attempts) -> Result<(), DbErr> {
    let row = factor::ActiveModel {
        id: Set(id),
        wrong: Set(i32::try_from(attempts.wrong).unwrap_or(i32::MAX)),
        last_wrong_at: Set(attempts.last_wrong_at),
        ..Default::default()
    };
    factor::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// Replaces the recovery codes.
pub async fn replace_codes(tx: &Tx, account: AccountId, hashes: Vec<String>) -> Result<(), DbErr> {
    forget_codes(tx, account).await?;
    let rows = hashes.into_iter().map(|hash| recovery::ActiveModel {
        id: Set(tx.id()),
        account_id: Set(account.0),
        code_hash: Set(hash),
        used_at: Set(None),
    });
    recovery::Entity::insert_many(rows).exec_without_returning(tx.conn()).await.map(|_| ())
}

/// True for the first caller who uses the code.
pub async fn use_code(tx: &Tx, account: AccountId, hash: &str) -> Result<bool, DbErr> {
    let done = recovery::Entity::update_many()
        .col_expr(recovery::Column::UsedAt, Expr::value(Some(tx.now())))
        .filter(recovery::Column::AccountId.eq(account.0))
        .filter(recovery::Column::CodeHash.eq(hash))
        .filter(recovery::Column::UsedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

pub async fn codes_left(conn: &impl ConnectionTrait, account: AccountId) -> Result<u64, DbErr> {
    recovery::Entity::find()
        .filter(recovery::Column::AccountId.eq(account.0))
        .filter(recovery::Column::UsedAt.is_null())
        .count(conn)
        .await
}

pub async fn insert_removal(tx: &Tx, account: AccountId, by: AccountId, reason: &Sentence) -> Result<(), DbErr> {
    let row = removal::ActiveModel {
        id: Set(tx.id()),
        account_id: Set(account.0),
        removed_by: Set(by.0),
        reason: Set(reason.as_str().to_owned()),
        removed_at: Set(tx.now()),
    };
    removal::Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

/// Deletes the factor and its recovery codes.
pub async fn remove(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    forget_codes(tx, account).await?;
    factor::Entity::delete_many().filter(factor::Column::AccountId.eq(account.0)).exec(tx.conn()).await.map(|_| ())
}

/// For erasure: also deletes the reasons of earlier removals.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    remove(tx, account).await?;
    removal::Entity::delete_many().filter(removal::Column::AccountId.eq(account.0)).exec(tx.conn()).await.map(|_| ())
}

async fn forget_codes(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    recovery::Entity::delete_many().filter(recovery::Column::AccountId.eq(account.0)).exec(tx.conn()).await.map(|_| ())
}
