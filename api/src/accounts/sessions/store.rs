use std::collections::HashMap;

use domain::Time;
use domain::account::{Means, SessionEnd, SessionKind, SessionState, Standing};
use domain::area::AreaCode;
use domain::ids::{AccountId, SessionId};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult as _, PaginatorTrait, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, Set,
};
use uuid::Uuid;

use super::entity::{session, token};
use crate::accounts::staff::appointments::store as appointments;
use crate::infra::db::Tx;
use crate::infra::rows::Rows;
use crate::problem::Problem;

#[derive(Clone)]
pub struct Session {
    pub id: SessionId,
    pub account: AccountId,
    pub device: String,
    pub state: SessionState,
    pub means: Means,
    /// When the person last proved who they are; none if what they proved does not count as a proof.
    pub proved_at: Option<Time>,
    /// The network address from which it was last used.
    pub address: String,
}

fn restore(row: session::Model) -> Result<Session, Problem> {
    let kind = SessionKind::from_word(&row.kind).ok_or_else(Problem::broken)?;
    let means = match row.means.as_deref() {
        Some(word) => Means::from_word(word).ok_or_else(Problem::broken)?,
        // The session began before the means was stored.
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

/// A session, and the standing of its account.
#[derive(Clone)]
pub struct Known {
    pub session: Session,
    pub standing: Standing,
}

/// Reads these sessions with one statement. Sessions that do not exist are left out.
pub async fn known(
    conn: &impl ConnectionTrait,
    ids: &[SessionId],
    now: Time,
) -> Result<HashMap<SessionId, Known>, Problem> {
    let asked = Rows::named("asked").uuids("session_id", ids.iter().map(|id| id.0));
    // A left join, so that SQLite begins with the sessions that were asked for.
    let select = "SELECT sessions.*, accounts.id AS of_account, accounts.disabled_at, accounts.erase_after, \
         accounts.erased_at FROM asked LEFT JOIN sessions ON sessions.id = asked.session_id \
         LEFT JOIN accounts ON accounts.id = sessions.account_id WHERE sessions.id IS NOT NULL";
    let rows = conn.query_all_raw(asked.statement(conn.get_database_backend(), select)).await?;
    let read = |row: &QueryResult| {
        let session = restore(session::Model::from_query_result(row, "")?)?;
        let standing = match row.try_get::<Option<Uuid>>("", "of_account")? {
            Some(_) => Standing::of(
                row.try_get("", "disabled_at")?,
                row.try_get("", "erase_after")?,
                row.try_get("", "erased_at")?,
                now,
            ),
            None => Standing::Erased,
        };
        Ok((session.id, Known { session, standing }))
    };
    rows.iter().map(read).collect()
}

pub async fn session_for_update(tx: &Tx, id: SessionId) -> Result<Option<Session>, Problem> {
    session::Entity::find_by_id(id.0).lock_exclusive().one(tx.conn()).await?.map(restore).transpose()
}

/// Sessions of one person that were not ended, the newest first; some may have expired.
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

/// True for the one caller who ends it.
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

/// Ends every session of a person except `keep`, and gives how many.
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

/// Ends every session except `keep`, of people who hold or will hold a post in the area, or of everybody. Gives how
/// many.
pub async fn end_all_sessions(
    tx: &Tx,
    staff_of: Option<&AreaCode>,
    keep: SessionId,
    why: SessionEnd,
) -> Result<u64, DbErr> {
    let mut all = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(Some(tx.now())))
        .col_expr(session::Column::EndedWhy, Expr::value(Some(why.word())))
        .filter(session::Column::Id.ne(keep.0))
        .filter(session::Column::EndedAt.is_null());
    if let Some(area) = staff_of {
        all = all.filter(session::Column::AccountId.in_subquery(appointments::holders_in(area)));
    }
    Ok(all.exec(tx.conn()).await?.rows_affected)
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

/// Stores what the person has proved again, and when, if it counts as a fresh proof.
pub async fn prove(tx: &Tx, id: SessionId, means: Means) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::Means, Expr::value(Some(means.word())))
        .col_expr(session::Column::ProvedAt, Expr::value(means.proves_at(tx.now())))
        .filter(session::Column::Id.eq(id.0))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.conn())
        .await
        .map(|_| ())
}

/// Marks the sessions that the person began by card since then as proved now, because staff see the person. Gives how
/// many.
pub async fn confirm_cards(tx: &Tx, account: AccountId, since: Time) -> Result<u64, DbErr> {
    let done = session::Entity::update_many()
        .col_expr(session::Column::ProvedAt, Expr::value(Some(tx.now())))
        .filter(session::Column::AccountId.eq(account.0))
        .filter(session::Column::Means.eq(Means::Card.word()))
        .filter(session::Column::StartedAt.gt(since))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
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

/// The conditional update that makes a rotation happen once: true for the first caller who uses the token.
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

/// Marks the unused successors of a token as superseded, because a new one follows.
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

/// Deletes the sessions of an account that is erased, and their tokens.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    let theirs = Query::select()
        .column(session::Column::Id)
        .from(session::Entity)
        .and_where(session::Column::AccountId.eq(account.0))
        .to_owned();
    token::Entity::delete_many().filter(token::Column::SessionId.in_subquery(theirs)).exec(tx.conn()).await?;
    session::Entity::delete_many().filter(session::Column::AccountId.eq(account.0)).exec(tx.conn()).await.map(|_| ())
}
