use domain::ids::AccountId;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity};
use crate::infra::db::Tx;
use crate::infra::keys::{Indexed, Keyring, Place};
use crate::infra::sealed::{self, WECHAT_INDEX};
use crate::infra::wechat::WeChatIdentity;

fn openid_of(row: Uuid) -> Place {
    Place { table: "wechat_identities", column: "openid", row }
}

fn unionid_of(row: Uuid) -> Place {
    Place { table: "wechat_identities", column: "unionid", row }
}

/// An `openid` means nothing without its app, so the fingerprint covers the app, too.
fn indexed(app_id: &str, identity: &WeChatIdentity) -> String {
    format!("{app_id}/{}", identity.openid)
}

/// The fingerprints under which an identity may be stored, for reading only.
pub fn known_as(keys: &Keyring, app_id: &str, identity: &WeChatIdentity) -> Vec<String> {
    keys.fingerprints(WECHAT_INDEX, indexed(app_id, identity).as_bytes())
}

/// Locks the identity until the transaction ends. See [`sealed::claim`].
pub async fn claim(tx: &Tx, keys: &Keyring, app_id: &str, identity: &WeChatIdentity) -> Result<Vec<String>, DbErr> {
    sealed::claim(tx, keys, WECHAT_INDEX, indexed(app_id, identity).as_bytes()).await
}

pub async fn account_of(
    conn: &impl ConnectionTrait,
    app_id: &str,
    known_as: &[String],
) -> Result<Option<AccountId>, DbErr> {
    let found =
        Entity::find().filter(Column::AppId.eq(app_id)).filter(Column::OpenidIndex.is_in(known_as)).one(conn).await?;
    Ok(found.map(|row| AccountId(row.account_id)))
}

/// Whether the account has an identity, in the present app or in an earlier one.
pub async fn is_bound(conn: &impl ConnectionTrait, account: AccountId) -> Result<bool, DbErr> {
    Ok(Entity::find().filter(Column::AccountId.eq(account.0)).count(conn).await? > 0)
}

pub async fn insert(
    tx: &Tx,
    keys: &Keyring,
    account: AccountId,
    app_id: &str,
    identity: &WeChatIdentity,
) -> Result<(), DbErr> {
    let id = tx.id();
    let (openid, within) = (identity.openid.as_bytes(), indexed(app_id, identity));
    let Indexed { sealed, index } = keys.seal_indexed(openid_of(id), openid, WECHAT_INDEX, within.as_bytes());
    let row = ActiveModel {
        id: Set(id),
        account_id: Set(account.0),
        app_id: Set(app_id.to_owned()),
        openid_index: Set(index),
        openid: Set(sealed),
        unionid: Set(None),
        bound_at: Set(tx.now()),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

/// Stores the union id, in case the programme gets a second app; nothing is looked up by it today. The caller has
/// checked that the person agreed.
pub async fn save_unionid(
    tx: &Tx,
    keys: &Keyring,
    account: AccountId,
    known_as: &[String],
    identity: &WeChatIdentity,
) -> Result<(), DbErr> {
    let Some(unionid) = &identity.unionid else { return Ok(()) };
    let theirs = Entity::find().filter(Column::AccountId.eq(account.0)).filter(Column::OpenidIndex.is_in(known_as));
    let Some(row) = theirs.filter(Column::Unionid.is_null()).one(tx.conn()).await? else { return Ok(()) };
    let sealed = keys.seal(unionid_of(row.id), unionid.as_bytes());
    let row = ActiveModel { id: Set(row.id), unionid: Set(Some(sealed)), ..Default::default() };
    Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

pub async fn forget_unionid(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Unionid, Expr::value(Option::<Vec<u8>>::None))
        .filter(Column::AccountId.eq(account.0))
        .exec(tx.conn())
        .await
        .map(|_| ())
}

/// Deletes the account's identities, and gives how many it had.
pub async fn remove(tx: &Tx, account: AccountId) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(tx.conn()).await?.rows_affected)
}

/// Deletes the identities of an account that is erased.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    remove(tx, account).await.map(|_| ())
}
