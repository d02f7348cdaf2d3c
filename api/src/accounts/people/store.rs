mod birth;
mod leaving;

use std::collections::HashMap;

use domain::Time;
use domain::account::{DisplayName, EmailAddress, PhoneNumber, Standing};
use domain::ids::{AccountId, InvitationId};
pub use sea_orm::ConnectionTrait as Connection;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Set, SqlErr,
};
use uuid::Uuid;

use super::entity::{account, invitation};
use crate::infra::db::Tx;
pub use crate::infra::gates::enter as enter_gate;
use crate::infra::keys::{Indexed, Keyring, Place};
use crate::infra::sealed::{self, EMAIL_INDEX, PHONE_INDEX};
use crate::problem::{Kind, Problem};
pub use birth::{birth_years, set_birth_year};
pub use leaving::{due, forget, lock_due, set_erase_after};

/// An account as its owner sees it.
pub struct Person {
    pub id: AccountId,
    /// When the account is erased, if its owner asked for that and does not change their mind.
    pub erase_after: Option<Time>,
    pub display_name: String,
    /// The display name again, if it is one that a person could choose.
    pub name: Option<DisplayName>,
    pub phone: Option<PhoneNumber>,
    pub email: Option<EmailAddress>,
    pub created_at: Time,
}

/// What password sign-in, invitations and appointments need to know of an account.
pub struct Login {
    pub id: AccountId,
    /// None for residents, and until an invitation is accepted.
    pub password_hash: Option<String>,
    pub standing: Standing,
}

impl Login {
    /// The hash with which a password is compared; none if nobody may sign in to the account by password.
    pub fn usable_hash(&self) -> Option<&String> {
        self.password_hash.as_ref().filter(|_| self.standing.lets_in())
    }
}

fn phone_of(row: Uuid) -> Place {
    Place { table: "accounts", column: "phone", row }
}

fn name_of(row: Uuid) -> Place {
    Place { table: "accounts", column: "name", row }
}

fn sealed_name(keys: &Keyring, row: Uuid, name: &str) -> Option<Vec<u8>> {
    Some(keys.seal(name_of(row), name.as_bytes()))
}

/// The display name of an account, from its sealed column or, in old rows, from the one in clear.
fn opened_name(keys: &Keyring, id: Uuid, sealed: Option<&Vec<u8>>, clear: String) -> Result<String, Problem> {
    let Some(sealed) = sealed else { return Ok(clear) };
    keys.open_text(name_of(id), sealed).map_err(|error| {
        tracing::error!(%error, account = %id, "a stored name does not open");
        Problem::broken()
    })
}

fn email_of(row: Uuid) -> Place {
    Place { table: "accounts", column: "email", row }
}

/// Locks the number until the transaction ends, and gives the fingerprints under which it may be stored. See
/// [`sealed::claim`].
pub async fn claim_phone(tx: &Tx, keys: &Keyring, phone: &PhoneNumber) -> Result<Vec<String>, DbErr> {
    sealed::claim(tx, keys, PHONE_INDEX, phone.as_e164().as_bytes()).await
}

/// The fingerprints under which a number may be stored, for reading only.
pub fn phone_known_as(keys: &Keyring, phone: &PhoneNumber) -> Vec<String> {
    keys.fingerprints(PHONE_INDEX, phone.as_e164().as_bytes())
}

/// A fingerprint of an e-mail address that is the same on all instances and after a rotation, for counting.
pub fn email_lasting_name(keys: &Keyring, email: &EmailAddress) -> String {
    keys.lasting_name(EMAIL_INDEX, email.as_str().as_bytes())
}

/// Like [`claim_phone`], for an e-mail address.
pub async fn claim_email(tx: &Tx, keys: &Keyring, email: &EmailAddress) -> Result<Vec<String>, DbErr> {
    sealed::claim(tx, keys, EMAIL_INDEX, email.as_str().as_bytes()).await
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
    let display_name = opened_name(keys, row.id, row.name.as_ref(), row.display_name)?;
    let name = DisplayName::parse(&display_name).ok();
    let (erase_after, created_at) = (row.erase_after, row.created_at);
    Ok(Person { id, erase_after, display_name, name, phone, email, created_at })
}

/// The account with this number; `known_as` are the number's fingerprints under every root.
pub async fn by_phone(conn: &impl ConnectionTrait, known_as: &[String]) -> Result<Option<AccountId>, DbErr> {
    let found = account::Entity::find().filter(account::Column::PhoneIndex.is_in(known_as)).one(conn).await?;
    Ok(found.map(|row| AccountId(row.id)))
}

/// The accounts that have a number with one of these fingerprints, each with the fingerprint.
pub async fn by_phones(
    conn: &impl ConnectionTrait,
    known_as: impl Iterator<Item = &String>,
) -> Result<Vec<(String, AccountId)>, DbErr> {
    let rows: Vec<(Option<String>, Uuid)> = account::Entity::find()
        .select_only()
        .columns([account::Column::PhoneIndex, account::Column::Id])
        .filter(account::Column::PhoneIndex.is_in(known_as))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|(print, id)| Some((print?, AccountId(id)))).collect())
}

/// Inserts a resident's account. An account that is made by a first sign-in has a neutral name until its owner chooses
/// one. The caller has claimed the number.
pub async fn insert_resident(
    tx: &Tx,
    keys: &Keyring,
    phone: Option<&PhoneNumber>,
    name: Option<&DisplayName>,
) -> Result<AccountId, DbErr> {
    let id = tx.id();
    let (phone, phone_index) = phone.map(|phone| sealed_phone(keys, id, phone)).unzip();
    let tail: String = id.simple().to_string().chars().rev().take(4).collect();
    let neutral = || format!("居民{}", tail.to_uppercase());
    let row = account::ActiveModel {
        id: Set(id),
        display_name: Set(String::new()),
        name: Set(sealed_name(keys, id, &name.map_or_else(neutral, |name| name.as_str().to_owned()))),
        phone: Set(phone),
        phone_index: Set(phone_index),
        email: Set(None),
        email_index: Set(None),
        password_hash: Set(None),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    account::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(AccountId(id))
}

fn sealed_phone(keys: &Keyring, row: Uuid, phone: &PhoneNumber) -> (Vec<u8>, String) {
    let plain = phone.as_e164().as_bytes();
    let Indexed { sealed, index } = keys.seal_indexed(phone_of(row), plain, PHONE_INDEX, plain);
    (sealed, index)
}

/// Sets the account's number in place of the one before. The caller has claimed the number.
pub async fn set_phone(tx: &Tx, keys: &Keyring, id: AccountId, phone: &PhoneNumber) -> Result<(), DbErr> {
    let (sealed, index) = sealed_phone(keys, id.0, phone);
    let row = account::ActiveModel {
        id: Set(id.0),
        phone: Set(Some(sealed)),
        phone_index: Set(Some(index)),
        ..Default::default()
    };
    account::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// The ways into an account, for deciding whether somebody may sign in or change them.
pub struct Rests {
    pub standing: Standing,
    pub phone_index: Option<String>,
    pub password_hash: Option<String>,
    /// The person was invited as staff or planner, whether or not they have a password yet.
    pub has_email: bool,
}

impl Rests {
    /// Is the account's number the one with these fingerprints?
    pub fn has_phone(&self, known_as: &[String]) -> bool {
        self.phone_index.as_ref().is_some_and(|index| known_as.contains(index))
    }
}

fn standing_of(row: &account::Model, now: Time) -> Standing {
    Standing::of(row.disabled_at, row.erase_after, row.erased_at, now)
}

/// Whether the account may be signed in to now. Every way in asks this, by `sessions::begin`, and so does every
/// request. Erased if there is no such account.
pub async fn standing(conn: &impl ConnectionTrait, id: AccountId, now: Time) -> Result<Standing, DbErr> {
    let found = account::Entity::find_by_id(id.0).one(conn).await?;
    Ok(found.map_or(Standing::Erased, |row| standing_of(&row, now)))
}

fn rests(row: account::Model, now: Time) -> Rests {
    Rests {
        standing: standing_of(&row, now),
        phone_index: row.phone_index,
        password_hash: row.password_hash,
        has_email: row.email_index.is_some(),
    }
}

/// Like [`lock`], with the ways into the account.
pub async fn lock_rests(tx: &Tx, id: AccountId) -> Result<Rests, Problem> {
    let found = account::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    found.map(|row| rests(row, tx.now())).ok_or_else(Problem::not_found)
}

pub async fn rests_on(conn: &impl ConnectionTrait, id: AccountId, now: Time) -> Result<Rests, Problem> {
    let found = account::Entity::find_by_id(id.0).one(conn).await?;
    found.map(|row| rests(row, now)).ok_or_else(Problem::not_found)
}

pub async fn by_email(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    email: &EmailAddress,
    now: Time,
) -> Result<Option<Login>, DbErr> {
    let known_as = keys.fingerprints(EMAIL_INDEX, email.as_str().as_bytes());
    let found = account::Entity::find().filter(account::Column::EmailIndex.is_in(known_as)).one(conn).await?;
    Ok(found.map(|row| login(row, now)))
}

fn login(row: account::Model, now: Time) -> Login {
    Login { id: AccountId(row.id), standing: standing_of(&row, now), password_hash: row.password_hash }
}

/// Inserts an account for staff or a planner. The caller has claimed the address. Without a password nobody can sign in
/// to it.
pub async fn insert_invited(
    tx: &Tx,
    keys: &Keyring,
    email: &EmailAddress,
    name: &DisplayName,
    password_hash: Option<String>,
) -> Result<AccountId, Problem> {
    let id = tx.id();
    let plain = email.as_str().as_bytes();
    let Indexed { sealed, index } = keys.seal_indexed(email_of(id), plain, EMAIL_INDEX, plain);
    let row = account::ActiveModel {
        id: Set(id),
        display_name: Set(String::new()),
        name: Set(sealed_name(keys, id, name.as_str())),
        phone: Set(None),
        phone_index: Set(None),
        email: Set(Some(sealed)),
        email_index: Set(Some(index)),
        password_hash: Set(password_hash),
        created_at: Set(tx.now()),
        ..Default::default()
    };
    match account::Entity::insert(row).exec_without_returning(tx.conn()).await {
        Ok(_) => Ok(AccountId(id)),
        // Somebody else invited the same address at the same moment.
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Err(Problem::new(Kind::RequestInProgress))
        }
        Err(error) => Err(error.into()),
    }
}

/// What sign-in needs to know of an account; 404 if there is no such account.
pub async fn login_of(conn: &impl ConnectionTrait, id: AccountId, now: Time) -> Result<Login, Problem> {
    let found = account::Entity::find_by_id(id.0).one(conn).await?;
    found.map(|row| login(row, now)).ok_or_else(Problem::not_found)
}

/// Locks the account for the rest of the transaction; 404 if there is no such account.
pub async fn lock(tx: &Tx, id: AccountId) -> Result<Login, Problem> {
    let found = account::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    found.map(|row| login(row, tx.now())).ok_or_else(Problem::not_found)
}

pub async fn rename(tx: &Tx, keys: &Keyring, id: AccountId, name: &DisplayName) -> Result<(), DbErr> {
    let name = sealed_name(keys, id.0, name.as_str());
    let row =
        account::ActiveModel { id: Set(id.0), display_name: Set(String::new()), name: Set(name), ..Default::default() };
    account::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

pub async fn set_password(tx: &Tx, id: AccountId, hash: String) -> Result<(), DbErr> {
    let row = account::ActiveModel { id: Set(id.0), password_hash: Set(Some(hash)), ..Default::default() };
    account::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// Display names of these accounts. An id without an account is left out.
pub async fn names(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    ids: impl Iterator<Item = AccountId>,
) -> Result<HashMap<AccountId, String>, Problem> {
    let mut ids: Vec<Uuid> = ids.map(|id| id.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows: Vec<(Uuid, Option<Vec<u8>>, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Name, account::Column::DisplayName])
        .filter(account::Column::Id.is_in(ids))
        .into_tuple()
        .all(conn)
        .await?;
    let named = |(id, sealed, clear): (Uuid, Option<Vec<u8>>, String)| {
        opened_name(keys, id, sealed.as_ref(), clear).map(|name| (AccountId(id), name))
    };
    rows.into_iter().map(named).collect()
}

/// Seals up to a hundred names that are still in clear, and gives how many.
pub async fn seal_names(tx: &Tx, keys: &Keyring) -> Result<u64, DbErr> {
    let clear = account::Entity::find()
        .filter(account::Column::Name.is_null())
        .filter(account::Column::ErasedAt.is_null())
        .limit(100)
        .all(tx.conn())
        .await?;
    let mut sealed = 0;
    for row in clear {
        let name = sealed_name(keys, row.id, &row.display_name);
        let row = account::ActiveModel {
            id: Set(row.id),
            display_name: Set(String::new()),
            name: Set(name),
            ..Default::default()
        };
        account::Entity::update(row).exec(tx.conn()).await?;
        sealed += 1;
    }
    Ok(sealed)
}

/// Is at least one of these accounts in use and not waiting to be erased?
pub async fn any_in_use(conn: &impl ConnectionTrait, ids: &[AccountId]) -> Result<bool, DbErr> {
    let in_use = account::Entity::find()
        .filter(account::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(account::Column::DisabledAt.is_null())
        .filter(account::Column::EraseAfter.is_null())
        .filter(account::Column::ErasedAt.is_null())
        .count(conn)
        .await?;
    Ok(in_use > 0)
}

/// When an account was disabled, and the reason that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disabled {
    pub at: Time,
    pub why: String,
}

/// Locks the account, and says whether it is disabled; 404 if it is erased or does not exist.
pub async fn lock_standing(tx: &Tx, id: AccountId) -> Result<Option<Disabled>, Problem> {
    let found = account::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?;
    let row = found.filter(|row| standing_of(row, tx.now()) != Standing::Erased).ok_or_else(Problem::not_found)?;
    Ok(row.disabled_at.map(|at| Disabled { at, why: row.disabled_why.unwrap_or_default() }))
}

/// Disables the account; none enables it again.
pub async fn set_disabled(tx: &Tx, id: AccountId, disabled: Option<&Disabled>) -> Result<(), DbErr> {
    let row = account::ActiveModel {
        id: Set(id.0),
        disabled_at: Set(disabled.map(|disabled| disabled.at)),
        disabled_why: Set(disabled.map(|disabled| disabled.why.clone())),
        ..Default::default()
    };
    account::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

pub struct Invitation {
    pub id: InvitationId,
    pub account: AccountId,
    pub expires_at: Time,
    pub accepted: bool,
}

/// Stores a fresh invitation; earlier ones of the account become void.
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

/// True for the one caller who accepts the invitation.
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
