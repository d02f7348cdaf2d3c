//! Any number of rows in one statement.
//!
//! On PostgreSQL each column is one parameter, an array: one prepared statement serves every number of rows. SQLite has no
//! arrays, so there it is a list of `VALUES`. Both stand in a `WITH`, so that what follows it reads alike on both.

use domain::Time;
use sea_orm::sea_query::ArrayType;
use sea_orm::{DbBackend, Statement, Value};
use uuid::Uuid;

/// One column of the rows.
pub enum Column {
    Uuids(Vec<Uuid>),
    Texts(Vec<String>),
    Bytes(Vec<Vec<u8>>),
    Numbers(Vec<i64>),
    Times(Vec<Time>),
}

/// Named columns of one length, which is not nought.
pub struct Rows {
    name: &'static str,
    columns: Vec<(&'static str, Column)>,
}

impl Rows {
    /// The rows go by this name in the statement.
    pub fn named(name: &'static str) -> Self {
        Self { name, columns: Vec::new() }
    }

    pub fn uuids(self, name: &'static str, values: impl Iterator<Item = Uuid>) -> Self {
        self.with(name, Column::Uuids(values.collect()))
    }

    pub fn texts(self, name: &'static str, values: impl Iterator<Item = String>) -> Self {
        self.with(name, Column::Texts(values.collect()))
    }

    pub fn bytes(self, name: &'static str, values: impl Iterator<Item = Vec<u8>>) -> Self {
        self.with(name, Column::Bytes(values.collect()))
    }

    pub fn numbers(self, name: &'static str, values: impl Iterator<Item = i64>) -> Self {
        self.with(name, Column::Numbers(values.collect()))
    }

    pub fn times(self, name: &'static str, values: impl Iterator<Item = Time>) -> Self {
        self.with(name, Column::Times(values.collect()))
    }

    fn with(mut self, name: &'static str, column: Column) -> Self {
        self.columns.push((name, column));
        self
    }

    /// `WITH name (columns) AS (the rows)` and then `rest`.
    pub fn statement(self, backend: DbBackend, rest: &str) -> Statement {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let (name, names, width) = (self.name, names.join(", "), self.columns.len());
        let columns = self.columns.into_iter().map(|(_, column)| column);
        let mut values = Vec::new();
        let source = if backend == DbBackend::Postgres {
            let mut arrays = Vec::with_capacity(width);
            for (number, column) in (1..).zip(columns) {
                arrays.push(format!("${number}::{}[]", column.of_postgres()));
                values.push(column.into_array());
            }
            format!("SELECT * FROM unnest({})", arrays.join(", "))
        } else {
            let mut columns: Vec<_> = columns.map(|column| column.into_values().into_iter()).collect();
            let (mut rows, one) = (Vec::new(), format!("({})", vec!["?"; width].join(", ")));
            while let Some(row) = columns.iter_mut().map(Iterator::next).collect::<Option<Vec<Value>>>() {
                values.extend(row);
                rows.push(one.as_str());
            }
            format!("VALUES {}", rows.join(", "))
        };
        Statement::from_sql_and_values(backend, format!("WITH {name} ({names}) AS ({source}) {rest}"), values)
    }
}

impl Column {
    /// The type of one value, said so that the statement can be prepared by whoever reads it, too.
    fn of_postgres(&self) -> &'static str {
        match self {
            Self::Uuids(_) => "uuid",
            Self::Texts(_) => "text",
            Self::Bytes(_) => "bytea",
            Self::Numbers(_) => "bigint",
            Self::Times(_) => "timestamptz",
        }
    }

    fn into_array(self) -> Value {
        let ty = match &self {
            Self::Uuids(_) => ArrayType::Uuid,
            Self::Texts(_) => ArrayType::String,
            Self::Bytes(_) => ArrayType::Bytes,
            Self::Numbers(_) => ArrayType::BigInt,
            Self::Times(_) => ArrayType::ChronoDateTimeUtc,
        };
        Value::Array(ty, Some(Box::new(self.into_values())))
    }

    fn into_values(self) -> Vec<Value> {
        match self {
            Self::Uuids(values) => values.into_iter().map(Value::from).collect(),
            Self::Texts(values) => values.into_iter().map(Value::from).collect(),
            Self::Bytes(values) => values.into_iter().map(Value::from).collect(),
            Self::Numbers(values) => values.into_iter().map(Value::from).collect(),
            Self::Times(values) => values.into_iter().map(Value::from).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_statement_for_any_number_of_rows_where_there_are_arrays() {
        let rows = |backend, count: i64| {
            let numbers = Rows::named("some").numbers("a", 0..count);
            numbers.texts("b", (0..count).map(|number| number.to_string())).statement(backend, "SELECT a FROM some")
        };
        let with_arrays = "WITH some (a, b) AS (SELECT * FROM unnest($1::bigint[], $2::text[])) SELECT a FROM some";
        assert_eq!([1, 200].map(|count| rows(DbBackend::Postgres, count).sql), [with_arrays; 2]);
        let with_values = rows(DbBackend::Sqlite, 2);
        assert_eq!(with_values.sql, "WITH some (a, b) AS (VALUES (?, ?), (?, ?)) SELECT a FROM some");
        let row_by_row = [Value::from(0_i64), Value::from("0"), Value::from(1_i64), Value::from("1")];
        assert_eq!(with_values.values.map(|values| values.0), Some(row_by_row.to_vec()));
    }
}
