//! Sealing anew: after a rotation every sealed value and blind index moves to the current root, page by page, while the
//! service runs. A page is one transaction; a value that changed meanwhile is left to the next run.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, ExprTrait as _, Func, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::db::Tx;
use super::keys::{Indexed, KeyError, Keyring, Place, Root, beginning_of, sealed_under};
use super::sealed::{ON_PAPER, SEALED, SealedColumn};
use crate::app::App;
use crate::http::caller::{Actor, Anyone};
use crate::http::problem::Problem;

const PAGE: u64 = 100;

/// What one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    pub values: u64,
    /// Values no root of the ring opens; they are left as they are.
    pub stuck: u64,
}

struct Row {
    id: Uuid,
    sealed: Vec<u8>,
    /// The thing that has a key of its own, if it has.
    thing: Option<Uuid>,
    /// The blind index, and the value of the column it is made within.
    index: Option<String>,
    within: Option<String>,
}

/// Goes through everything once. Safe to repeat, to interrupt, and to run beside the service.
pub async fn reseal(app: &App) -> Result<Resealed, Problem> {
    let service = Anyone(Actor::service(app.clock().id()));
    let mut done = Resealed::default();
    for column in SEALED {
        let mut after = None;
        loop {
            let inner = app.clone();
            let work = async move |tx: &Tx| reseal_page(tx, inner.keys(), column, after).await;
            let (last, page) = app.write(&service, work).await?;
            done.values += page.values;
            done.stuck += page.stuck;
            match last {
                Some(last) => after = Some(last),
                None => break,
            }
        }
    }
    let run = service.0.request;
    app.write(&service, async move |tx| {
        tx.audit("reseal", run);
        Ok(())
    })
    .await?;
    Ok(done)
}

/// The last row of a full page, after which there may be more.
async fn reseal_page(
    tx: &Tx,
    keys: &Keyring,
    column: &SealedColumn,
    after: Option<Uuid>,
) -> Result<(Option<Uuid>, Resealed), Problem> {
    let rows = page(tx.conn(), column, after).await?;
    let mut done = Resealed::default();
    for row in &rows {
        let place = Place { table: column.table, column: column.column, row: row.id };
        let Ok(plain) = open(keys, place, row) else {
            tracing::error!(table = column.table, column = column.column, row = %row.id, "a sealed value does not open");
            done.stuck += 1;
            continue;
        };
        let (purpose, indexed) = indexed(column, row, &plain);
        let is_current = sealed_under(&row.sealed).is_some_and(|(id, _)| id == keys.current_id());
        let is_found = row.index.as_ref().is_none_or(|index| *index == keys.fingerprint(purpose, &indexed));
        if !is_current || !is_found {
            let fresh = match row.thing {
                Some(thing) => Indexed { sealed: keys.seal_within(thing, place, &plain), index: String::new() },
                None => keys.seal_indexed(place, &plain, purpose, &indexed),
            };
            done.values += u64::from(replace(tx.conn(), column, row, fresh).await?);
        }
    }
    let is_full = u64::try_from(rows.len()).is_ok_and(|length| length == PAGE);
    Ok((rows.last().filter(|_| is_full).map(|row| row.id), done))
}

fn open(keys: &Keyring, place: Place, row: &Row) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    match row.thing {
        Some(thing) => keys.open_within(thing, place, &row.sealed),
        None => keys.open(place, &row.sealed),
    }
}

/// What the fingerprint of a row is of, and its purpose.
fn indexed<'a>(column: &SealedColumn, row: &Row, plain: &'a [u8]) -> (&'static str, std::borrow::Cow<'a, [u8]>) {
    let purpose = column.index.map_or("", |index| index.purpose);
    match &row.within {
        Some(within) => (purpose, [within.as_bytes(), b"/", plain].concat().into()),
        None => (purpose, plain.into()),
    }
}

async fn page(conn: &impl ConnectionTrait, column: &SealedColumn, after: Option<Uuid>) -> Result<Vec<Row>, DbErr> {
    let mut query = Query::select();
    query.columns([column.row, column.column].into_iter().chain(column.thing)).from(column.table);
    if let Some(index) = column.index {
        query.column(index.column);
        query.columns(index.within);
    }
    query.and_where(Expr::col(column.column).is_not_null());
    if let Some(after) = after {
        query.and_where(Expr::col(column.row).gt(after));
    }
    query.order_by(column.row, Order::Asc).limit(PAGE);
    let restore = |row: QueryResult| {
        Ok(Row {
            id: row.try_get("", column.row)?,
            sealed: row.try_get("", column.column)?,
            thing: column.thing.map(|thing| row.try_get("", thing)).transpose()?,
            index: column.index.map(|index| row.try_get("", index.column)).transpose()?,
            within: column.index.and_then(|index| index.within).map(|within| row.try_get("", within)).transpose()?,
        })
    };
    conn.query_all(&query).await?.into_iter().map(restore).collect()
}

/// False when the value changed since it was read.
async fn replace(conn: &impl ConnectionTrait, column: &SealedColumn, row: &Row, new: Indexed) -> Result<bool, DbErr> {
    let mut update = Query::update();
    update.table(column.table).value(column.column, new.sealed);
    if let Some(index) = column.index {
        update.value(index.column, new.index);
    }
    update.and_where(Expr::col(column.row).eq(row.id)).and_where(Expr::col(column.column).eq(row.sealed.clone()));
    Ok(conn.execute(&update).await?.rows_affected() == 1)
}

/// How many values each column still holds under a root; columns that hold none are left out.
pub async fn sealed_by(conn: &impl ConnectionTrait, root: &str) -> Result<BTreeMap<String, u64>, DbErr> {
    let mut counts = BTreeMap::new();
    for column in SEALED {
        let values: i64 = match conn.query_one(&count(column, root)).await? {
            Some(row) => row.try_get("", "values_left")?,
            None => 0,
        };
        if values > 0 {
            counts.insert(column.name(), u64::try_from(values).unwrap_or(0));
        }
    }
    Ok(counts)
}

fn count(column: &SealedColumn, root: &str) -> SelectStatement {
    let beginning = beginning_of(root);
    let length = i32::try_from(beginning.len()).unwrap_or(0);
    let begins = Func::cust("substr").args([Expr::col(column.column), Expr::val(1), Expr::val(length)]);
    let mut query = Query::select();
    query
        .expr_as(Expr::col(column.row).count(), "values_left")
        .from(column.table)
        .and_where(Expr::expr(begins).eq(beginning));
    query
}

/// As [`sealed_by`], with the blind indexes under the root as well: what has to be sealed anew before it can go. Opens
/// every value that has an index.
pub async fn needs(app: &App, root: &Root) -> Result<BTreeMap<String, u64>, Problem> {
    let conn = app.db().reads();
    let mut needs = sealed_by(conn, &root.id).await?;
    for column in SEALED.iter().filter(|column| column.index.is_some()) {
        let (mut after, mut values) = (None, 0);
        loop {
            let rows = page(conn, column, after).await?;
            values += rows.iter().filter(|row| is_indexed_under(app.keys(), root, column, row)).count();
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
        }
        if values > 0 {
            let name = column.index.map_or("", |index| index.column);
            needs.insert(format!("{}.{name}", column.table), u64::try_from(values).unwrap_or(u64::MAX));
        }
    }
    Ok(needs)
}

/// How many codes on paper are good only while the root is there.
pub async fn on_paper(app: &App, root: &Root) -> Result<u64, DbErr> {
    let mut codes = 0;
    for paper in ON_PAPER {
        let mut query = Query::select();
        query
            .expr_as(Expr::col(paper.root).count(), "codes_left")
            .from(paper.table)
            .and_where(Expr::col(paper.root).eq(root.id.clone()))
            .and_where(Expr::col(paper.until).gt(app.clock().now()));
        let row = app.db().reads().query_one(&query).await?;
        let left: i64 = row.map(|row| row.try_get("", "codes_left")).transpose()?.unwrap_or(0);
        codes += u64::try_from(left).unwrap_or(0);
    }
    Ok(codes)
}

fn is_indexed_under(keys: &Keyring, root: &Root, column: &SealedColumn, row: &Row) -> bool {
    let place = Place { table: column.table, column: column.column, row: row.id };
    let Ok(plain) = open(keys, place, row) else { return false };
    let (purpose, indexed) = indexed(column, row, &plain);
    row.index.as_ref().is_some_and(|index| *index == hex::encode(root.mac(purpose, &indexed)))
}
