use std::collections::BTreeMap;

use domain::Time;
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use uuid::Uuid;

use crate::infra::keys::{Indexed, Root, beginning_of};
use crate::infra::sealed::{PRINTED, SEALED, SealedColumn};

pub const PAGE: u64 = 100;

pub struct Row {
    pub id: Uuid,
    pub sealed: Vec<u8>,
    /// The thing that has a key of its own, where one has.
    pub thing: Option<Uuid>,
    /// The blind index, and the text that is put before the value in it.
    pub index: Option<String>,
    pub within: Option<String>,
}

pub async fn page(conn: &impl ConnectionTrait, column: &SealedColumn, after: Option<Uuid>) -> Result<Vec<Row>, DbErr> {
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
pub async fn replace(
    conn: &impl ConnectionTrait,
    column: &SealedColumn,
    row: &Row,
    new: Indexed,
) -> Result<bool, DbErr> {
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

/// How many codes on paper need this root.
pub async fn printed_under(conn: &impl ConnectionTrait, root: &Root, now: Time) -> Result<u64, DbErr> {
    let mut codes = 0;
    for printed in PRINTED {
        let mut query = Query::select();
        query
            .expr_as(Expr::col(printed.root).count(), "codes_left")
            .from(printed.table)
            .and_where(Expr::col(printed.root).eq(root.id.clone()))
            .and_where(Expr::col(printed.until).gt(now));
        let row = conn.query_one(&query).await?;
        let left: i64 = row.map(|row| row.try_get("", "codes_left")).transpose()?.unwrap_or(0);
        codes += u64::try_from(left).unwrap_or(0);
    }
    Ok(codes)
}
