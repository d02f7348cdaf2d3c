//! The list of sealed columns is complete, so that a key rotation reseals every sealed value.

use std::collections::BTreeSet;

use migrations::{Migrator, MigratorTrait as _};
use sanhui::infra::sealed::SEALED;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement};

use crate::sources;

/// Binary columns that a rotation does not reseal. Stored answers are sealed, but live for a day only.
const NOT_RESEALED: &[&str] = &["idempotency_keys.body"];

fn listed() -> BTreeSet<String> {
    SEALED.iter().map(|column| column.name()).collect()
}

#[test]
fn every_place_the_code_seals_for_is_listed_and_no_other() {
    let mut places = BTreeSet::new();
    for (_, text) in sources("api/src") {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for place in text.split("Place { table: \"").skip(1) {
            let (table, rest) = place.split_once("\", column: \"").expect("a table and a column, in words");
            let (column, _) = rest.split_once('"').unwrap();
            places.insert(format!("{table}.{column}"));
        }
    }
    assert_eq!(places, listed());
}

#[tokio::test]
async fn every_listed_column_and_index_is_there_and_every_binary_column_is_listed() {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await.unwrap();
    Migrator::up(&database, None).await.unwrap();
    let binary = columns(&database, "blob").await;
    let texts = columns(&database, "char").await;
    let rows = columns(&database, "uuid").await;
    let unsealed = NOT_RESEALED.iter().map(|name| (*name).to_owned());
    let sealed: BTreeSet<String> = listed().into_iter().chain(unsealed).collect();
    assert_eq!(binary, sealed);
    for column in SEALED {
        assert!(rows.contains(&format!("{}.{}", column.table, column.row)), "{}", column.name());
        for text in column.index.iter().flat_map(|index| std::iter::once(index.column).chain(index.within)) {
            assert!(texts.contains(&format!("{}.{text}", column.table)), "{}: {text}", column.name());
        }
    }
}

/// `table.column` of every column whose declared type contains this word.
async fn columns(database: &DatabaseConnection, kind: &str) -> BTreeSet<String> {
    let sql = format!(
        "SELECT m.name || '.' || c.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND lower(c.type) LIKE '%{kind}%'"
    );
    let rows = database.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}
