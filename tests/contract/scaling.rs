//! `docs/scaling.md` gives every table its place in a distributed database, and names every key that would prevent
//! distribution.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use migrations::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement};

use crate::project;

const COLUMN: &str = "vote_id";
const GROUPS: [&str; 3] = ["reference", "distributed by `vote_id`", "coordinator"];

async fn words(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = database.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql.to_owned())).await.unwrap();
    rows.iter().map(|row| row.try_get("", "word").unwrap()).collect()
}

/// The cells of one row of a table in the page.
fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split('|').map(str::trim).collect()
}

/// The names that stand in backquotes.
fn named(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The columns of every unique key: the primary key first, then the unique indexes.
async fn unique_keys(database: &DatabaseConnection, table: &str) -> Vec<Vec<String>> {
    let primary = format!("SELECT name AS word FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk");
    let mut keys = vec![words(database, &primary).await];
    let indexes =
        format!("SELECT name AS word FROM pragma_index_list('{table}') WHERE \"unique\" = 1 AND origin <> 'pk'");
    for index in words(database, &indexes).await {
        keys.push(words(database, &format!("SELECT name AS word FROM pragma_index_info('{index}')")).await);
    }
    keys
}

#[tokio::test]
async fn every_table_has_its_place_and_every_key_in_the_way_is_named() {
    let page = fs::read_to_string(project("docs/scaling.md")).unwrap();
    let mut groups = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with('|')) {
        let cells = cells(line);
        if let [group, tables] = cells[..]
            && GROUPS.contains(&group)
        {
            groups.insert(group, named(tables));
        }
    }
    assert_eq!(groups.len(), GROUPS.len(), "the groups are there");

    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await.unwrap();
    Migrator::up(&database, None).await.unwrap();
    let sql = "SELECT name AS word FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'seaql_migrations'";
    let mut tables = words(&database, sql).await;
    let mut placed: Vec<String> = groups.values().flatten().cloned().collect();
    tables.sort();
    placed.sort();
    assert_eq!(placed, tables, "each table is in one group of docs/scaling.md");

    let distributed = &groups[GROUPS[1]];
    let (mut in_the_way, mut far): (BTreeSet<String>, BTreeSet<String>) = (BTreeSet::new(), BTreeSet::new());
    for table in distributed {
        for (number, key) in unique_keys(&database, table).await.into_iter().enumerate() {
            if !key.iter().any(|column| column == COLUMN) {
                let kind = if number == 0 { "primary" } else { "unique" };
                in_the_way.insert(format!("`{table}` {kind} key (`{}`)", key.join("`, `")));
            }
        }
        let parents = format!("SELECT DISTINCT \"table\" AS word FROM pragma_foreign_key_list('{table}')");
        let near = |parent: &String| distributed.contains(parent) || groups[GROUPS[0]].contains(parent);
        far.extend(
            words(&database, &parents)
                .await
                .into_iter()
                .filter(|parent| !near(parent))
                .map(|parent| format!("{table} → {parent}")),
        );
    }
    assert!(far.is_empty(), "a distributed table points to one that is not at hand: {far:?}");
    let rows = page.lines().filter(|line| line.starts_with('|')).map(cells);
    let said: BTreeSet<String> = rows
        .filter(|cells| cells.len() == 3 && cells[1].contains(" key ("))
        .map(|cells| format!("{} {}", cells[0], cells[1]))
        .collect();
    assert_eq!(said, in_the_way, "the keys that do not hold {COLUMN}");
}
