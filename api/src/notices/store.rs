use domain::Time;
use domain::ids::{AccountId, NoticeId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model};
use super::kinds::Notice;
use crate::http::page::Page;
use crate::infra::db::Tx;
use crate::problem::Problem;

pub struct Told {
    pub id: NoticeId,
    pub notice: Notice,
    pub about: Uuid,
    pub created_at: Time,
    pub read_at: Option<Time>,
}

fn restore(row: Model) -> Result<Told, Problem> {
    let notice = Notice::from_word(&row.kind).ok_or_else(Problem::broken)?;
    let (id, about) = (NoticeId(row.id), row.about_id);
    Ok(Told { id, notice, about, created_at: row.created_at, read_at: row.read_at })
}

/// Rows of one statement: few enough to stay below the limit of bound parameters in either database.
const ROWS_A_STATEMENT: usize = 1_000;

fn row(tx: &Tx, to: AccountId, notice: Notice, about: Uuid) -> ActiveModel {
    ActiveModel {
        id: Set(tx.id()),
        account_id: Set(to.0),
        kind: Set(notice.word().to_owned()),
        about_id: Set(about),
        created_at: Set(tx.now()),
        read_at: Set(None),
    }
}

pub async fn insert(tx: &Tx, to: AccountId, notice: Notice, about: Uuid) -> Result<(), DbErr> {
    Entity::insert(row(tx, to, notice, about)).exec_without_returning(tx.conn()).await.map(|_| ())
}

pub async fn insert_all(
    tx: &Tx,
    mut to: impl Iterator<Item = AccountId>,
    notice: Notice,
    about: Uuid,
) -> Result<(), DbErr> {
    loop {
        let some = to.by_ref().take(ROWS_A_STATEMENT);
        let rows: Vec<ActiveModel> = some.map(|account| row(tx, account, notice, about)).collect();
        if rows.is_empty() {
            return Ok(());
        }
        Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    }
}

/// The newest first.
pub async fn page_of(
    conn: &impl ConnectionTrait,
    account: AccountId,
    unread_only: bool,
    page: &Page<'_>,
) -> Result<Vec<Told>, Problem> {
    let mut query = Entity::find().filter(Column::AccountId.eq(account.0));
    if unread_only {
        query = query.filter(Column::ReadAt.is_null());
    }
    if let Some(after) = page.after_id() {
        query = query.filter(Column::Id.lt(after));
    }
    let rows = query.order_by_desc(Column::Id).limit(page.rows()).all(conn).await?;
    rows.into_iter().map(restore).collect()
}

/// Marks those of these notices that are the person's own and unread. Gives how many it marked.
pub async fn mark_read(tx: &Tx, account: AccountId, ids: &[Uuid]) -> Result<u64, DbErr> {
    let done = Entity::update_many()
        .col_expr(Column::ReadAt, Expr::value(Some(tx.now())))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::ReadAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected)
}

/// Deletes the notices of an account that is erased.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(tx.conn()).await.map(|_| ())
}
