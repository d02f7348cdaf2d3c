use domain::Time;
use domain::account::{CodeUse, PhoneCode, PhoneNumber};
use domain::ids::AccountId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity};
use crate::infra::db::Tx;
use crate::infra::keys::{Indexed, Keyring, Place};
use crate::infra::sealed::PHONE_INDEX;
use crate::problem::Problem;

fn phone_of(row: Uuid) -> Place {
    Place { table: "phone_codes", column: "phone", row }
}

pub struct NewCode<'a> {
    pub id: Uuid,
    pub phone: &'a PhoneNumber,
    pub address_index: String,
    pub code_hash: String,
    pub using: CodeUse,
}

pub async fn insert(tx: &Tx, keys: &Keyring, new: NewCode<'_>) -> Result<(), DbErr> {
    let plain = new.phone.as_e164().as_bytes();
    let Indexed { sealed, index } = keys.seal_indexed(phone_of(new.id), plain, PHONE_INDEX, plain);
    let row = ActiveModel {
        id: Set(new.id),
        phone: Set(sealed),
        phone_index: Set(index),
        address_index: Set(new.address_index),
        code_hash: Set(new.code_hash),
        sent_at: Set(tx.now()),
        tries: Set(0),
        used_at: Set(None),
        purpose: Set(Some(new.using.word().to_owned())),
        account_id: Set(new.using.account().map(|account| account.0)),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

async fn times(
    conn: &impl ConnectionTrait,
    column: Column,
    known_as: &[String],
    since: Time,
) -> Result<Vec<Time>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::SentAt)
        .filter(column.is_in(known_as))
        .filter(Column::SentAt.gt(since))
        .into_tuple()
        .all(conn)
        .await
}

/// When codes were sent to a number; `number` are its fingerprints under every root.
pub async fn sent_to(conn: &impl ConnectionTrait, number: &[String], since: Time) -> Result<Vec<Time>, DbErr> {
    times(conn, Column::PhoneIndex, number, since).await
}

/// When a network address requested codes.
pub async fn asked_from(conn: &impl ConnectionTrait, address: &[String], since: Time) -> Result<Vec<Time>, DbErr> {
    times(conn, Column::AddressIndex, address, since).await
}

/// When the `n`-th newest code was sent, if that was after `since`.
pub async fn nth_newest(conn: &impl ConnectionTrait, n: u32, since: Time) -> Result<Option<Time>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::SentAt)
        .filter(Column::SentAt.gt(since))
        .order_by_desc(Column::SentAt)
        .offset(u64::from(n.saturating_sub(1)))
        .limit(1)
        .into_tuple()
        .one(conn)
        .await
}

/// A code that was sent, as it is stored.
pub struct StoredCode {
    pub code: PhoneCode,
    pub using: CodeUse,
    pub hash: String,
    pub phone: PhoneNumber,
}

pub async fn for_update(tx: &Tx, keys: &Keyring, id: Uuid) -> Result<Option<StoredCode>, Problem> {
    let Some(row) = Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await? else { return Ok(None) };
    let phone = keys.open_text(phone_of(row.id), &row.phone).ok().and_then(|raw| PhoneNumber::parse(&raw).ok());
    // Codes from before purposes were stored were all for signing in.
    let purpose = row.purpose.as_deref().unwrap_or("sign_in");
    let using = CodeUse::from_parts(purpose, row.account_id.map(AccountId)).ok_or_else(Problem::broken)?;
    Ok(Some(StoredCode {
        code: PhoneCode {
            sent_at: row.sent_at,
            tries: u32::try_from(row.tries).unwrap_or(u32::MAX),
            used_at: row.used_at,
        },
        using,
        hash: row.code_hash,
        phone: phone.ok_or_else(Problem::broken)?,
    }))
}

pub async fn update(tx: &Tx, id: Uuid, code: &PhoneCode) -> Result<(), DbErr> {
    let tries = i32::try_from(code.tries).unwrap_or(i32::MAX);
    let row = ActiveModel { id: Set(id), tries: Set(tries), used_at: Set(code.used_at), ..Default::default() };
    Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// Deletes codes that no limit counts any more.
pub async fn sweep(conn: &impl ConnectionTrait, before: Time) -> Result<u64, DbErr> {
    let gone = Entity::delete_many().filter(Column::SentAt.lt(before)).exec(conn).await?;
    Ok(gone.rows_affected)
}

/// Deletes codes that were sent for an account that is erased. Codes that were sent only to its number are deleted by
/// the sweep after two days, and count until then.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(tx.conn()).await.map(|_| ())
}
