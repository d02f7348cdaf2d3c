//! Many rows by one statement: they go as one JSON text, which either database takes apart itself. A parameter for each value
//! costs both sides several times as much.

use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, Statement};
use serde::Serialize;
use uuid::Uuid;

use super::db::Tx;

/// A column, and what its values are.
#[derive(Clone, Copy)]
pub enum Column {
    Text(&'static str),
    Number(&'static str),
}

/// Inserts rows of one vote, each a tuple of texts and numbers in the order of the columns, in the order given.
pub async fn insert_of_vote<R: Serialize>(
    tx: &Tx,
    table: &'static str,
    vote: Uuid,
    columns: &[Column],
    rows: &[R],
) -> Result<(), DbErr> {
    let json = serde_json::to_string(rows).map_err(|error| DbErr::Custom(error.to_string()))?;
    let backend = tx.conn().get_database_backend();
    let (mut names, mut values) = (String::new(), String::new());
    for (at, column) in columns.iter().enumerate() {
        let (name, value) = match column {
            Column::Text(name) => (name, format!("value->>{at}")),
            Column::Number(name) => (name, format!("CAST(value->>{at} AS bigint)")),
        };
        names.push_str(&format!(", {name}"));
        values.push_str(&format!(", {value}"));
    }
    let (thing, source) = if backend == DbBackend::Postgres {
        ("$1", "json_array_elements(CAST($2 AS json))")
    } else {
        ("?", "json_each(?)")
    };
    let sql = format!("INSERT INTO {table} (vote_id{names}) SELECT {thing}{values} FROM {source}");
    tx.conn().execute_raw(Statement::from_sql_and_values(backend, sql, [vote.into(), json.into()])).await?;
    Ok(())
}
