use chrono::NaiveDate;
use domain::Time;
use domain::ids::{AccountId, ExportId};
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryResult, QuerySelect, Set};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model};
use crate::infra::db::Tx;
use crate::infra::keys::{Keyring, Place};
use crate::infra::personal::{Form, Section};
use crate::problem::Problem;

fn content_of(row: Uuid) -> Place {
    Place { table: "exports", column: "content", row }
}

/// An export without its content.
pub struct Export {
    pub id: ExportId,
    pub bytes: u64,
    pub made_at: Time,
    pub expires_at: Time,
    pub fetched_at: Option<Time>,
}

fn restore(row: &Model) -> Export {
    Export {
        id: ExportId(row.id),
        bytes: u64::try_from(row.bytes).unwrap_or(0),
        made_at: row.made_at,
        expires_at: row.expires_at,
        fetched_at: row.fetched_at,
    }
}

/// Stores an export in place of the person's earlier one. The caller holds the account's lock.
pub async fn replace(
    tx: &Tx,
    keys: &Keyring,
    account: AccountId,
    code_hash: String,
    content: &[u8],
    expires_at: Time,
) -> Result<Export, DbErr> {
    Entity::delete_many().filter(Column::AccountId.eq(account.0)).exec(tx.conn()).await?;
    let id = tx.id();
    let row = Model {
        id,
        account_id: account.0,
        code_hash,
        content: Some(keys.seal(content_of(id), content)),
        bytes: i64::try_from(content.len()).unwrap_or(i64::MAX),
        made_at: tx.now(),
        expires_at,
        fetched_at: None,
    };
    let made = restore(&row);
    Entity::insert(ActiveModel::from(row)).exec_without_returning(tx.conn()).await?;
    Ok(made)
}

/// 404 if it is not this person's export, or if it has expired.
pub async fn of(conn: &impl ConnectionTrait, account: AccountId, id: ExportId, now: Time) -> Result<Export, Problem> {
    let found = Entity::find_by_id(id.0).filter(Column::AccountId.eq(account.0)).one(conn).await?;
    found.filter(|row| now < row.expires_at).as_ref().map(restore).ok_or_else(Problem::not_found)
}

/// Gives the content to the first caller with the right code, and deletes it. None for a wrong code and for an export
/// that was replaced, has expired or is another person's; callers must not tell these apart.
pub async fn fetch(
    tx: &Tx,
    keys: &Keyring,
    account: AccountId,
    id: ExportId,
    code_hash: &str,
) -> Result<Option<Vec<u8>>, Problem> {
    let theirs = Entity::find_by_id(id.0).filter(Column::AccountId.eq(account.0)).lock_exclusive();
    let Some(row) = theirs.one(tx.conn()).await? else { return Ok(None) };
    let is_good = row.code_hash == code_hash && row.fetched_at.is_none() && tx.now() < row.expires_at;
    let Some(sealed) = row.content.filter(|_| is_good) else { return Ok(None) };
    let plain = keys.open(content_of(row.id), &sealed).map_err(|error| {
        tracing::error!(%error, export = %row.id, "an export does not open");
        Problem::broken()
    })?;
    let fetched =
        ActiveModel { id: Set(row.id), content: Set(None), fetched_at: Set(Some(tx.now())), ..Default::default() };
    Entity::update(fetched).exec(tx.conn()).await?;
    Ok(Some(plain.to_vec()))
}

/// Deletes exports that have expired.
pub async fn sweep(tx: &Tx) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lte(tx.now())).exec(tx.conn()).await?.rows_affected)
}

/// At most this many rows of a section are exported, the newest first; nobody can read more.
pub const MOST_ROWS: usize = 10_000;

/// The person's rows of a section, and whether these are all of them.
pub async fn rows(
    conn: &impl ConnectionTrait,
    keys: &Keyring,
    section: &Section,
    account: AccountId,
) -> Result<(Vec<Value>, bool), Problem> {
    let mut named = Expr::col(section.by).eq(account.0);
    if section.table == "audit_events" {
        named = named.or(Expr::col("subject_id").eq(account.0)); // what others did to the account
    }
    let (limit, order) = (u64::try_from(MOST_ROWS + 1).unwrap_or(u64::MAX), section.columns.first());
    let mut query = Query::select();
    query.columns(section.columns.iter().map(|(name, _)| *name)).from(section.table).and_where(named).limit(limit);
    let has_seal = section.columns.iter().any(|(_, form)| *form == Form::Sealed);
    if has_seal && !section.columns.iter().any(|(name, _)| *name == "id") {
        query.column("id"); // the seal is bound to the row's id
    }
    if let Some((first, _)) = order {
        query.order_by(*first, Order::Desc);
    }
    let mut found = conn.query_all(&query).await?;
    let is_complete = found.len() <= MOST_ROWS;
    found.truncate(MOST_ROWS);
    let rows: Result<Vec<Value>, Problem> = found.iter().map(|row| object(row, keys, section)).collect();
    Ok((rows?, is_complete))
}

fn object(row: &QueryResult, keys: &Keyring, section: &Section) -> Result<Value, Problem> {
    let mut object = Map::new();
    for (name, form) in section.columns {
        object.insert((*name).to_owned(), value(row, keys, section, name, *form)?);
    }
    Ok(Value::Object(object))
}

fn value(
    row: &QueryResult,
    keys: &Keyring,
    section: &Section,
    name: &'static str,
    form: Form,
) -> Result<Value, Problem> {
    Ok(match form {
        Form::Id => json!(row.try_get::<Option<Uuid>>("", name)?),
        Form::Text => json!(row.try_get::<Option<String>>("", name)?),
        Form::Time => json!(row.try_get::<Option<Time>>("", name)?),
        Form::Day => json!(row.try_get::<Option<NaiveDate>>("", name)?),
        Form::Number => json!(row.try_get::<Option<i32>>("", name)?),
        Form::LongNumber => json!(row.try_get::<Option<i64>>("", name)?),
        Form::Real => json!(row.try_get::<Option<f64>>("", name)?),
        Form::Flag => json!(row.try_get::<Option<bool>>("", name)?),
        Form::Sealed => match row.try_get::<Option<Vec<u8>>>("", name)? {
            None => Value::Null,
            Some(sealed) => {
                let place = Place { table: section.table, column: name, row: row.try_get("", "id")? };
                json!(keys.open_text(place, &sealed).map_err(|error| {
                    tracing::error!(%error, table = section.table, column = name, "a sealed value does not open");
                    Problem::broken()
                })?)
            }
        },
    })
}
