//! Asks a database for the plan of a statement.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement, TransactionTrait as _};
use tests::{Town, Value};

/// The names of all tables.
pub async fn tables(town: &Town) -> BTreeSet<String> {
    let sql = if town.app().db().is_postgres() {
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    };
    let database = town.app().db().reads();
    let rows = database.query_all_raw(Statement::from_string(database.get_database_backend(), sql.to_owned())).await;
    rows.unwrap().iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

/// The tables of which the statement would read all rows. A page that follows the order of an index up to a `LIMIT`
/// does not count.
pub async fn read_whole(town: &Town, tables: &BTreeSet<String>, sql: &str) -> Vec<String> {
    let transaction = town.app().db().reads().begin().await.unwrap();
    let found = if town.app().db().is_postgres() {
        on_postgres(&transaction, sql).await
    } else {
        on_sqlite(&transaction, sql).await
    };
    transaction.rollback().await.unwrap();
    found.into_iter().filter(|table| tables.contains(table)).collect()
}

async fn on_sqlite(transaction: &DatabaseTransaction, sql: &str) -> Vec<String> {
    let asked = Statement::from_string(DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {sql}"));
    let rows = transaction.query_all_raw(asked).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    let steps = rows.iter().map(|row| row.try_get::<String>("", "detail").unwrap());
    let scanned = steps.filter_map(|step| {
        let (table, how) = step.strip_prefix("SCAN ")?.split_once(' ').unwrap_or((step.strip_prefix("SCAN ")?, ""));
        (!(how.contains("INDEX") && is_page(sql))).then(|| table.to_owned())
    });
    scanned.collect()
}

async fn on_postgres(transaction: &DatabaseTransaction, sql: &str) -> Vec<String> {
    let run = async |sql: String| {
        transaction.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    };
    run("SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan".to_owned()).await;
    let values = (1..).take_while(|n| sql.contains(&format!("${n}"))).map(|_| "NULL").collect::<Vec<_>>();
    let values = if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
    run(format!("PREPARE heard AS {sql}")).await;
    let asked = Statement::from_string(DbBackend::Postgres, format!("EXPLAIN (FORMAT JSON) EXECUTE heard{values}"));
    let row = transaction.query_one_raw(asked).await.unwrap_or_else(|error| panic!("{error}: {sql}")).unwrap();
    let plan: Value = row.try_get("", "QUERY PLAN").unwrap();
    run("DEALLOCATE heard".to_owned()).await;
    let mut found = Vec::new();
    walk(&plan[0]["Plan"], sql, &leading_columns(transaction).await, &mut found);
    found
}

/// Makes the roll of a vote as long as that of a large unit, has PostgreSQL gather statistics while the urn is empty,
/// and then puts the first ballots into the urn.
pub async fn open_polls(town: &Town) {
    let people = |count: u32| format!("(SELECT gen_random_uuid() AS one FROM generate_series(1, {count})) AS people");
    let vote = "(SELECT id FROM votes LIMIT 1) AS votes";
    let roll = format!(
        "INSERT INTO roll_entries (vote_id, account_id, voter, building) \
         SELECT votes.id, one, 'person:' || one, '1号' FROM {vote}, {}",
        people(20_000)
    );
    let ballots = format!(
        "INSERT INTO urn (id, vote_id, voter, sealed) SELECT one, votes.id, 'person:' || one, '\\x5a' FROM {vote}, {}",
        people(500)
    );
    for sql in [roll.as_str(), "ANALYZE", ballots.as_str()] {
        town.app().db().reads().execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
}

/// The first column of every index. A search without that column reads the whole index.
async fn leading_columns(transaction: &DatabaseTransaction) -> BTreeMap<String, String> {
    let sql = "SELECT relname AS name, pg_get_indexdef(indexrelid, 1, true) AS leading \
         FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relnamespace = current_schema()::regnamespace";
    let rows = transaction.query_all_raw(Statement::from_string(DbBackend::Postgres, sql.to_owned())).await.unwrap();
    rows.iter().map(|row| (row.try_get("", "name").unwrap(), row.try_get("", "leading").unwrap())).collect()
}

/// Collects the tables that this part of a plan, or a part below it, reads as a whole.
fn walk(node: &Value, sql: &str, leading: &BTreeMap<String, String>, found: &mut Vec<String>) {
    let word = |name: &str| node[name].as_str().unwrap_or_default();
    let by_leading = || {
        let leading = leading.get(word("Index Name")).unwrap_or_else(|| panic!("{}", word("Index Name")));
        word("Index Cond").contains(leading.as_str())
    };
    let whole = match word("Node Type") {
        "Seq Scan" => true,
        "Index Scan" | "Index Only Scan" => !by_leading() && !is_page(sql),
        "Bitmap Heap Scan" => node["Recheck Cond"].is_null(),
        _ => false,
    };
    if whole {
        found.push(word("Relation Name").to_owned());
    }
    for inner in node["Plans"].as_array().into_iter().flatten() {
        walk(inner, sql, leading, found);
    }
}

/// Whether the statement reads one page of a list.
fn is_page(sql: &str) -> bool {
    sql.contains("ORDER BY") && sql.contains("LIMIT")
}
