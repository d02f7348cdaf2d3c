use std::collections::HashMap;

use domain::Time;
use domain::account::{DisplayName, EmailAddress, PhoneNumber};
use domain::ids::{AccountId, InvitationId};
pub use sea_orm::ConnectionTrait as Connection;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Set, SqlErr};
use uuid::Uuid;

use super::entity::{account, gate, invitation};
use crate::http::problem::{Kind, Problem};
use crate::infra::db::Tx;
use crate::infra::keys::{Keyring, Place};

/// An account as its owner sees it.
pub struct Person {
    pub id: AccountId,
    pub display_name: String,
    /// The same, where it is one that can be chosen.
    pub name: Option<DisplayName>,
    pub phone: Option<PhoneNumber>,
    pub email: Option<EmailAddress>,
    pub created_at: Time,
}

/// What password sign-in, invitations and appointments ask of an account.
pub struct Login {
    pub id: AccountId,
    /// None while the invitation is not accepted, and for residents.
    pub password_hash: Option<String>,
    /// False once it is disabled or erased.
    pub may_sign_in: bool,
}

impl Login {
    /// The hash a password is held against; none for an account nobody can sign in to by password.
    pub fn usable_hash(&self) -> Option<&String> {
        self.password_hash.as_ref().filter(|_| self.may_sign_in)
    }
}

fn phone_of(row: Uuid) -> Place {
    Place { table: "accounts", column: "phone", row }
}

fn email_of(row: Uuid) -> Place {
    Place { table: "accounts", column: "email", row }
}

pub fn phone_index(keys: &Keyring, phone: &PhoneNumber) -> String {
    keys.fingerprint("phone-index", phone.as_e164().as_bytes())
}

pub fn email_index(keys: &Keyring, email: &EmailAddress) -> String {
    keys.fingerprint("email-index", email.as_str().as_bytes())
}

pub async fn person(conn: &impl ConnectionTrait, keys: &Keyring, id: AccountId) -> Result<Person, Problem> {
    let row = account::Entity::find_by_id(id.0).one(conn).await?.ok_or_else(Problem::not_found)?;
    let open = |place: Place, sealed: Option<Vec<u8>>| match sealed {
        None => Ok(None),
        Some(sealed) => keys.open_text(place, &sealed).map(Some).map_err(|error| {
            tracing::error!(%error, account = %row.id, "a stored contact does not open");
            Problem::broken()
        }),
    };
    let phone = open(phone_of(row.id), row.phone.clone())?.and_then(|raw| PhoneNumber::parse(&raw).ok());
    let email = open(email_of(row.id), row.email.clone())?.and_then(|raw| EmailAddress::parse(&raw).ok());
    let name = DisplayName::parse(&row.display_name).ok();
    Ok(Person { id, display_name: row.display_name, name, phone, email, created_at: row.created_at })
}

pub async fn by_phone(conn: &impl ConnectionTrait, index: &str) -> Result<Option<AccountId>, DbErr> {
    let found = account::Entity::find().filter(account::Column::PhoneIndex.eq(index)).one(conn).await?;
    Ok(found.map(|row| AccountId(row.id)))
}

/// A resident's account, made at the first sign-in. The name is a neutral one until they choose another.
pub async fn insert_resident(tx: &Tx, keys: &Keyring, phone: &PhoneNumber) -> Result<AccountId, DbErr> {
    let id = tx.id();
    let tail: String = id.simple().to_string().chars().rev().take(4).collect();
    let row = account::ActiveModel {
        id: Set(id),
        display_name: Set(format!("居民{}", tail.to_uppercase())),
        phone: Set(Some(keys.seal(phone_of(id), phone.as_e164().as_bytes()))),
        phone_index: Set(Some(phone_index(keys, phone))),
        email: Set(None),
        email_index: Set(None),
        password_hash: Set(None),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    account::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(AccountId(id))
}

pub async fn by_email(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    email: &EmailAddress,
) -> Result<Option<Login>, DbErr> {
    let index = email_index(keys, email);
    let found = account::Entity::find().filter(account::Column::EmailIndex.eq(index)).one(conn).await?;
    Ok(found.map(login))
}

fn login(row: account::Model) -> Login {
    let may_sign_in = row.disabled_at.is_none() && row.erased_at.is_none();
    Login { id: AccountId(row.id), password_hash: row.password_hash, may_sign_in }
}

/// An account of staff or a planner. Without a password nobody can sign in to it yet.
pub async fn insert_invited(
    tx: &Tx,
    keys: &Keyring,
    email: &EmailAddress,
    name: &DisplayName,
    password_hash: Option<String>,
) -> Result<AccountId, Problem> {
    let id = tx.id();
    let row = account::ActiveModel {
        id: Set(id),
        display_name: Set(name.as_str().to_owned()),
        phone: Set(None),
        phone_index: Set(None),
        email: Set(Some(keys.seal(email_of(id), email.as_str().as_bytes()))),
        email_index: Set(Some(email_index(keys, email))),
        password_hash: Set(password_hash),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    match account::Entity::insert(row).exec_without_returning(tx.conn()).await {
        Ok(_) => Ok(AccountId(id)),
        // Somebody else invited the same address at this moment.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Err(Problem::new(Kind::RequestInProgress))
        }
        Err(error) => Err(error.into()),
    }
}

/// What sign-in asks of an account; 404 when there is none.
pub async fn login_of(conn: &impl ConnectionTrait, id: AccountId) -> Result<Login, Problem> {
    account::Entity::find_by_id(id.0).one(conn).await?.map(login).ok_or_else(Problem::not_found)
}

/// The account, locked for the rest of the transaction; 404 when there is none.
pub async fn lock(tx: &Tx, id: AccountId) -> Result<Login, Problem> {
    let found = account::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    found.map(login).ok_or_else(Problem::not_found)
}

pub async fn rename(tx: &Tx, id: AccountId, name: &DisplayName) -> Result<(), DbErr> {
    let row = account::ActiveModel { id: Set(id.0), display_name: Set(name.as_str().to_owned()), ..Default::default() };
    account::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

pub async fn set_password(tx: &Tx, id: AccountId, hash: String) -> Result<(), DbErr> {
    let row = account::ActiveModel { id: Set(id.0), password_hash: Set(Some(hash)), ..Default::default() };
    account::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// Display names of these accounts; an account that is gone has none.
pub async fn names(
    conn: &impl ConnectionTrait,
    ids: impl Iterator<Item = AccountId>,
) -> Result<HashMap<AccountId, String>, DbErr> {
    let mut ids: Vec<Uuid> = ids.map(|id| id.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows: Vec<(Uuid, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::DisplayName])
        .filter(account::Column::Id.is_in(ids))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (AccountId(id), name)).collect())
}

/// Waits until no other transaction is in this gate, and holds it until this one ends.
pub async fn enter_gate(tx: &Tx, name: &str) -> Result<(), DbErr> {
    let row = gate::ActiveModel { id: Set(name.to_owned()) };
    let unless_there = OnConflict::column(gate::Column::Id).do_nothing().to_owned();
    gate::Entity::insert(row).on_conflict(unless_there).exec_without_returning(tx.conn()).await?;
    gate::Entity::find_by_id(name.to_owned()).lock_exclusive().one(tx.conn()).await.map(|_| ())
}

pub struct Invitation {
    pub id: InvitationId,
    pub account: AccountId,
    pub expires_at: Time,
    pub accepted: bool,
}

/// A fresh invitation; the earlier ones of the account are void.
pub async fn insert_invitation(
    tx: &Tx,
    account: AccountId,
    token_hash: String,
    expires_at: Time,
) -> Result<InvitationId, DbErr> {
    invitation::Entity::delete_many()
        .filter(invitation::Column::AccountId.eq(account.0))
        .filter(invitation::Column::AcceptedAt.is_null())
        .exec(tx.conn())
        .await?;
    let id = tx.id();
    let row = invitation::ActiveModel {
        id: Set(id),
        account_id: Set(account.0),
        token_hash: Set(token_hash),
        invited_by: Set(tx.actor().account.map(|account| account.0)),
        created_at: Set(tx.now()),
        expires_at: Set(expires_at),
        accepted_at: Set(None),
    };
    invitation::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(InvitationId(id))
}

pub async fn invitation(conn: &impl ConnectionTrait, token_hash: &str) -> Result<Option<Invitation>, DbErr> {
    let found = invitation::Entity::find().filter(invitation::Column::TokenHash.eq(token_hash)).one(conn).await?;
    Ok(found.map(|row| Invitation {
        id: InvitationId(row.id),
        account: AccountId(row.account_id),
        expires_at: row.expires_at,
        accepted: row.accepted_at.is_some(),
    }))
}

/// True for the one caller who accepts it.
pub async fn accept_invitation(tx: &Tx, id: InvitationId) -> Result<bool, DbErr> {
    use sea_orm::sea_query::Expr;
    let done = invitation::Entity::update_many()
        .col_expr(invitation::Column::AcceptedAt, Expr::value(Some(tx.now())))
        .filter(invitation::Column::Id.eq(id.0))
        .filter(invitation::Column::AcceptedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}
