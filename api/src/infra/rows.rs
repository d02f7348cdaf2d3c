//! Puts any number of rows into one statement. The text of the statement is the same for every number of them.
//!
//! On PostgreSQL each column is one parameter, an array. SQLite has no arrays: there all rows are one JSON text, with
//! bytes in hex. A parameter for each value would cost both databases several times as much. Both forms stand in a
//! `WITH`, so that the rest of the statement is the same on both.

use sea_orm::sea_query::ArrayType;
use sea_orm::{DbBackend, Statement, Value};
use uuid::Uuid;

/// One column of the rows.
pub enum Column {
    Uuids(Vec<Uuid>),
    Texts(Vec<String>),
    Bytes(Vec<Vec<u8>>),
    Numbers(Vec<i64>),
}

/// Named columns of the same length, which is not zero.
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

    fn with(mut self, name: &'static str, column: Column) -> Self {
        self.columns.push((name, column));
        self
    }

    /// `WITH name (columns) AS (the rows)` and then `rest`.
    pub fn statement(self, backend: DbBackend, rest: &str) -> Statement {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let (name, names) = (self.name, names.join(", "));
        let columns = self.columns.into_iter().map(|(_, column)| column);
        let columns = columns.collect::<Vec<Column>>();
        let (source, values) = if backend == DbBackend::Postgres {
            let array = |(number, column): (usize, &Column)| format!("${number}::{}[]", column.of_postgres());
            let arrays: Vec<String> = (1..).zip(&columns).map(array).collect();
            let values: Vec<Value> = columns.into_iter().map(Column::into_array).collect();
            (format!("SELECT * FROM unnest({})", arrays.join(", ")), values)
        } else {
            let fields: Vec<String> = columns.iter().enumerate().map(|(at, column)| column.of_json(at)).collect();
            (format!("SELECT {} FROM json_each(?)", fields.join(", ")), vec![json(columns).into()])
        };
        Statement::from_sql_and_values(backend, format!("WITH {name} ({names}) AS ({source}) {rest}"), values)
    }
}

/// Row by row, each an array of its values.
fn json(columns: Vec<Column>) -> String {
    let mut columns: Vec<_> = columns.into_iter().map(Column::into_json).collect();
    let mut rows = Vec::new();
    while let Some(row) = columns.iter_mut().map(Iterator::next).collect::<Option<Vec<serde_json::Value>>>() {
        rows.push(serde_json::Value::Array(row));
    }
    serde_json::Value::Array(rows).to_string()
}

impl Column {
    /// The type of one value. The statement names it so that it can also be prepared by a tool that has only its text.
    fn of_postgres(&self) -> &'static str {
        match self {
            Self::Uuids(_) => "uuid",
            Self::Texts(_) => "text",
            Self::Bytes(_) => "bytea",
            Self::Numbers(_) => "bigint",
        }
    }

    /// The SQLite expression for a value of the JSON row.
    fn of_json(&self, at: usize) -> String {
        match self {
            Self::Uuids(_) | Self::Bytes(_) => format!("unhex(value->>{at})"),
            Self::Texts(_) | Self::Numbers(_) => format!("value->>{at}"),
        }
    }

    fn into_json(self) -> Box<dyn Iterator<Item = serde_json::Value>> {
        match self {
            Self::Uuids(values) => Box::new(values.into_iter().map(|id| id.simple().to_string().into())),
            Self::Texts(values) => Box::new(values.into_iter().map(serde_json::Value::from)),
            Self::Bytes(values) => Box::new(values.into_iter().map(|bytes| hex::encode(bytes).into())),
            Self::Numbers(values) => Box::new(values.into_iter().map(serde_json::Value::from)),
        }
    }

    fn into_array(self) -> Value {
        fn array<T: Into<Value>>(ty: ArrayType, values: Vec<T>) -> Value {
            Value::Array(ty, Some(Box::new(values.into_iter().map(Into::into).collect())))
        }
        match self {
            Self::Uuids(values) => array(ArrayType::Uuid, values),
            Self::Texts(values) => array(ArrayType::String, values),
            Self::Bytes(values) => array(ArrayType::Bytes, values),
            Self::Numbers(values) => array(ArrayType::BigInt, values),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_statement_for_any_number_of_rows() {
        let rows = |backend, count: i64| {
            let numbers = Rows::named("some").numbers("a", 0..count);
            let ids = numbers.uuids("b", (0..count).map(|_| Uuid::nil()));
            ids.texts("c", (0..count).map(|number| format!("{number}\""))).statement(backend, "SELECT a FROM some")
        };
        let with_arrays =
            "WITH some (a, b, c) AS (SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::text[])) SELECT a FROM some";
        assert_eq!([1, 200].map(|count| rows(DbBackend::Postgres, count).sql), [with_arrays; 2]);
        let with_json = "WITH some (a, b, c) AS (SELECT value->>0, unhex(value->>1), value->>2 FROM json_each(?)) SELECT a FROM some";
        assert_eq!([1, 200].map(|count| rows(DbBackend::Sqlite, count).sql), [with_json; 2]);
        let nil = "00000000000000000000000000000000";
        let text = format!(r#"[[0,"{nil}","0\""],[1,"{nil}","1\""]]"#);
        assert_eq!(rows(DbBackend::Sqlite, 2).values.map(|values| values.0), Some(vec![Value::from(text)]));
    }
}
