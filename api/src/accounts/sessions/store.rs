use domain::Time;
use domain::account::{Means, PhoneCode, PhoneNumber, SessionEnd, SessionKind, SessionState};
use domain::ids::{AccountId, SessionId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::entity::{code, session, token};
use crate::http::problem::Problem;
use crate::infra::db::Tx;
use crate::infra::keys::{Keyring, Place};

fn phone_of(row: Uuid) -> Place {
    Place { table: "phone_codes", column: "phone", row }
}

pub struct NewCode<'a> {
    pub id: Uuid,
    pub phone: &'a PhoneNumber,
    pub phone_index: String,
    pub address_index: String,
    pub code_hash: String,
}

pub async fn insert_code(tx: &Tx, keys: &Keyring, new: NewCode<'_>) -> Result<(), DbErr> {
    let row = code::ActiveModel {
        id: Set(new.id),
        phone: Set(keys.seal(phone_of(new.id), new.phone.as_e164().as_bytes())),
        phone_index: Set(new.phone_index),
        address_index: Set(new.address_index),
        code_hash: Set(new.code_hash),
        sent_at: Set(tx.now()),
        tries: Set(0),
        used_at: Set(None),
    };
    code::Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

async fn times(
    conn: &impl ConnectionTrait,
    column: code::Column,
    index: &str,
    since: Time,
) -> Result<Vec<Time>, DbErr> {
    code::Entity::find()
        .select_only()
        .column(code::Column::SentAt)
        .filter(column.eq(index))
        .filter(code::Column::SentAt.gt(since))
        .into_tuple()
        .all(conn)
        .await
}

/// When codes were sent to a number.
pub async fn sent_to(conn: &impl ConnectionTrait, phone_index: &str, since: Time) -> Result<Vec<Time>, DbErr> {
    times(conn, code::Column::PhoneIndex, phone_index, since).await
}

/// When codes were asked for from an address.
pub async fn asked_from(conn: &impl ConnectionTrait, address_index: &str, since: Time) -> Result<Vec<Time>, DbErr> {
    times(conn, code::Column::AddressIndex, address_index, since).await
}

/// A code that was sent, as the store knows it.
pub struct StoredCode {
    pub code: PhoneCode,
    pub hash: String,
    pub phone_index: String,
    pub phone: PhoneNumber,
}

pub async fn code_for_update(tx: &Tx, keys: &Keyring, id: Uuid) -> Result<Option<StoredCode>, Problem> {
    let Some(row) = code::Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await? else { return Ok(None) };
    let phone = keys.open_text(phone_of(row.id), &row.phone).ok().and_then(|raw| PhoneNumber::parse(&raw).ok());
    Ok(Some(StoredCode {
        code: PhoneCode {
            sent_at: row.sent_at,
            tries: u32::try_from(row.tries).unwrap_or(u32::MAX),
            used_at: row.used_at,
        },
        hash: row.code_hash,
        phone_index: row.phone_index,
        phone: phone.ok_or_else(Problem::broken)?,
    }))
}

pub async fn update_code(tx: &Tx, id: Uuid, code: &PhoneCode) -> Result<(), DbErr> {
    let tries = i32::try_from(code.tries).unwrap_or(i32::MAX);
    let row = code::ActiveModel { id: Set(id), tries: Set(tries), used_at: Set(code.used_at), ..Default::default() };
    code::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// Forgets codes that no limit counts any more.
pub async fn sweep_codes(conn: &impl ConnectionTrait, before: Time) -> Result<u64, DbErr> {
    let gone = code::Entity::delete_many().filter(code::Column::SentAt.lt(before)).exec(conn).await?;
    Ok(gone.rows_affected)
}

pub struct Session {
    pub id: SessionId,
    pub account: AccountId,
    pub device: String,
    pub state: SessionState,
    pub means: Means,
    /// When the person last proved who they are; none when they proved too little.
    pub proved_at: Option<Time>,
    /// Where it was last used from.
    pub address: String,
}

fn restore(row: session::Model) -> Result<Session, Problem> {
    let kind = SessionKind::from_word(&row.kind).ok_or_else(Problem::broken)?;
    let means = match row.means.as_deref() {
        Some(word) => Means::from_word(word).ok_or_else(Problem::broken)?,
        // Begun before it was kept.
        None if kind == SessionKind::Staff => Means::Password,
        None => Means::PhoneCode,
    };
    Ok(Session {
        id: SessionId(row.id),
        account: AccountId(row.account_id),
        device: row.device,
        state: SessionState {
            kind,
            started_at: row.started_at,
            refreshed_at: row.refreshed_at,
            ended_at: row.ended_at,
        },
        means,
        proved_at: row.proved_at,
        address: row.address.unwrap_or_default(),
    })
}

pub async fn insert_session(tx: &Tx, session: &Session) -> Result<(), DbErr> {
    let row = session::ActiveModel {
        id: Set(session.id.0),
        account_id: Set(session.account.0),
        kind: Set(session.state.kind.word().to_owned()),
        device: Set(session.device.clone()),
        started_at: Set(session.state.started_at),
        refreshed_at: Set(session.state.refreshed_at),
        ended_at: Set(None),
        ended_why: Set(None),
        means: Set(Some(session.means.word().to_owned())),
        proved_at: Set(session.proved_at),
        address: Set(Some(session.address.clone())),
    };
    session::Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

pub async fn session(conn: &impl ConnectionTrait, id: SessionId) -> Result<Option<Session>, Problem> {
    session::Entity::find_by_id(id.0).one(conn).await?.map(restore).transpose()
}

pub async fn session_for_update(tx: &Tx, id: SessionId) -> Result<Option<Session>, Problem> {
    session::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?.map(restore).transpose()
}

/// Sessions of one person that were not ended, newest first; some may be over by time.
pub async fn sessions_of(conn: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Session>, Problem> {
    let rows = session::Entity::find()
        .filter(session::Column::AccountId.eq(account.0))
        .filter(session::Column::EndedAt.is_null())
        .order_by_desc(session::Column::Id)
        .limit(100)
        .all(conn)
        .await?;
    rows.into_iter().map(restore).collect()
}

/// True for the caller who ended it.
pub async fn end_session(tx: &Tx, id: SessionId, why: SessionEnd) -> Result<bool, DbErr> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(Some(tx.now())))
        .col_expr(session::Column::EndedWhy, Expr::value(Some(why.word())))
        .filter(session::Column::Id.eq(id.0))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends every session of a person but the one to keep; how many it were.
pub async fn end_sessions_of(
    tx: &Tx,
    account: AccountId,
    keep: Option<SessionId>,
    why: SessionEnd,
) -> Result<u64, DbErr> {
    let mut others = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(Some(tx.now())))
        .col_expr(session::Column::EndedWhy, Expr::value(Some(why.word())))
        .filter(session::Column::AccountId.eq(account.0))
        .filter(session::Column::EndedAt.is_null());
    if let Some(keep) = keep {
        others = others.filter(session::Column::Id.ne(keep.0));
    }
    Ok(others.exec(tx.conn()).await?.rows_affected)
}

pub async fn touch_session(tx: &Tx, id: SessionId) -> Result<(), DbErr> {
    let row = session::ActiveModel {
        id: Set(id.0),
        refreshed_at: Set(tx.now()),
        address: Set(Some(tx.actor().address.clone())),
        ..Default::default()
    };
    session::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

/// The holder of the session proved more than when it began.
pub async fn raise_means(tx: &Tx, id: SessionId, means: Means) -> Result<(), DbErr> {
    let row = session::ActiveModel {
        id: Set(id.0),
        means: Set(Some(means.word().to_owned())),
        proved_at: Set(means.proves_at(tx.now())),
        ..Default::default()
    };
    session::Entity::update(row).exec(tx.conn()).await.map(|_| ())
}

pub struct StoredToken {
    pub id: Uuid,
    pub session: SessionId,
    pub used: bool,
    pub superseded: bool,
}

pub async fn token(conn: &impl ConnectionTrait, hash: &str) -> Result<Option<StoredToken>, DbErr> {
    let found = token::Entity::find().filter(token::Column::TokenHash.eq(hash)).one(conn).await?;
    Ok(found.map(|row| StoredToken {
        id: row.id,
        session: SessionId(row.session_id),
        used: row.used_at.is_some(),
        superseded: row.superseded_at.is_some(),
    }))
}

pub async fn insert_token(tx: &Tx, session: SessionId, hash: String, predecessor: Option<Uuid>) -> Result<(), DbErr> {
    let row = token::ActiveModel {
        id: Set(tx.id()),
        session_id: Set(session.0),
        token_hash: Set(hash),
        predecessor_id: Set(predecessor),
        issued_at: Set(tx.now()),
        used_at: Set(None),
        superseded_at: Set(None),
    };
    token::Entity::insert(row).exec_without_returning(tx.conn()).await.map(|_| ())
}

pub async fn successor_used(conn: &impl ConnectionTrait, id: Uuid) -> Result<bool, DbErr> {
    let used = token::Entity::find()
        .filter(token::Column::PredecessorId.eq(id))
        .filter(token::Column::UsedAt.is_not_null())
        .count(conn)
        .await?;
    Ok(used > 0)
}

/// The one conditional update of a rotation: true for the one who uses it first.
pub async fn use_token(tx: &Tx, id: Uuid) -> Result<bool, DbErr> {
    let done = token::Entity::update_many()
        .col_expr(token::Column::UsedAt, Expr::value(Some(tx.now())))
        .filter(token::Column::Id.eq(id))
        .filter(token::Column::UsedAt.is_null())
        .filter(token::Column::SupersededAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The unused successors of a token give way to one that follows.
pub async fn supersede_successors(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    token::Entity::update_many()
        .col_expr(token::Column::SupersededAt, Expr::value(Some(tx.now())))
        .filter(token::Column::PredecessorId.eq(id))
        .filter(token::Column::UsedAt.is_null())
        .filter(token::Column::SupersededAt.is_null())
        .exec(tx.conn())
        .await
        .map(|_| ())
}
