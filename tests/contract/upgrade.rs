//! An upgrade loses nothing. It refuses to run while a vote with ballots of the earlier kind is undecided, and keeps
//! every row of the tables it makes again.

use migrations::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement};

async fn count(database: &DatabaseConnection, table: &str) -> i64 {
    let asked = Statement::from_string(DbBackend::Sqlite, format!("SELECT count(*) AS n FROM {table}"));
    database.query_one_raw(asked).await.unwrap().unwrap().try_get("", "n").unwrap()
}

#[tokio::test]
async fn a_vote_with_ballots_is_decided_before_there_are_logs() {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await.unwrap();
    let all = Migrator::migrations();
    let before = all.iter().position(|migration| migration.name() == "m0024_vote_log").unwrap();
    Migrator::up(&database, Some(u32::try_from(before).unwrap())).await.unwrap();
    let rows = "PRAGMA foreign_keys = OFF; \
        INSERT INTO votes (id, project_id, unit_id, title, method, electorate, lot_order, closes_at, drafted_by, drafted_at, status) \
        VALUES (x'01', x'02', x'03', 'a vote', 'choose_one', 'person', '1,2', '2026-03-02', x'04', '2026-03-01', 'open'); \
        INSERT INTO ballots (id, vote_id, voter, choice, commitment, accepted_at, key_id, signature) \
        VALUES (x'05', x'01', 'person:1', x'00', '', '2026-03-02', 'k1', '');";
    database.execute_unprepared(rows).await.unwrap();
    for status in ["open", "paused", "closed"] {
        database.execute_unprepared(&format!("UPDATE votes SET status = '{status}'")).await.unwrap();
        let refused = Migrator::up(&database, None).await.unwrap_err().to_string();
        assert!(refused.contains("1 votes hold ballots and are neither certified nor voided"), "{refused}");
        assert_eq!(count(&database, "ballots").await, 1, "{status}");
    }
    database.execute_unprepared("UPDATE votes SET status = 'certified'").await.unwrap();
    Migrator::up(&database, None).await.unwrap();
    assert_eq!(count(&database, "poll_book").await, 1, "who voted stays known");
    assert_eq!(count(&database, "urn").await, 0);
}

/// A migration makes six tables again so that they can belong to an owners' decision. Their rows stay the same, byte
/// for byte.
#[tokio::test]
async fn logs_steps_and_objections_outlive_the_new_tables() {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await.unwrap();
    let all = Migrator::migrations();
    let before = all.iter().position(|migration| migration.name() == "m0034_owners_log").unwrap();
    Migrator::up(&database, Some(u32::try_from(before).unwrap())).await.unwrap();
    let rows = "PRAGMA foreign_keys = OFF; \
        INSERT INTO vote_logs (vote_id, origin, size, peaks, appended_at) VALUES (x'01', 'o/votes/1', 2, 'aa', '2026-03-02'); \
        INSERT INTO vote_log_leaves (vote_id, position, leaf, commitment) VALUES (x'01', 0, '{\"kind\":\"rules\"}', NULL), (x'01', 1, 'l', 'c'); \
        INSERT INTO vote_log_nodes (vote_id, level, position, hash) VALUES (x'01', 8, 0, 'h'); \
        INSERT INTO vote_checkpoints (vote_id, size, note, key) VALUES (x'01', 2, 'n', 'k'); \
        INSERT INTO vote_steps (id, vote_id, kind, at, by_account, reason, closes_at) VALUES (x'02', x'01', 'paused', '2026-03-02', x'03', 'r', NULL); \
        INSERT INTO result_objections (id, vote_id, account_id, text, raised_at, finding, answer, answered_by, answered_at) \
        VALUES (x'04', x'01', x'03', 't', '2026-03-02', 'dismissed', 'a', x'05', '2026-03-03');";
    database.execute_unprepared(rows).await.unwrap();
    let tables =
        ["vote_logs", "vote_log_leaves", "vote_log_nodes", "vote_checkpoints", "vote_steps", "result_objections"];
    let held = async || {
        let mut held = Vec::new();
        for table in tables {
            let names = "SELECT group_concat('quote(' || name || ')', '||') AS n FROM pragma_table_info";
            let names = Statement::from_string(DbBackend::Sqlite, format!("{names}('{table}')"));
            let names: String = database.query_one_raw(names).await.unwrap().unwrap().try_get("", "n").unwrap();
            let rows = Statement::from_string(DbBackend::Sqlite, format!("SELECT {names} AS row FROM {table}"));
            for row in database.query_all_raw(rows).await.unwrap() {
                held.push(format!("{table} {}", row.try_get::<String>("", "row").unwrap()));
            }
        }
        held.sort();
        held
    };
    let was = held().await;
    assert_eq!(was.len(), 7);
    Migrator::up(&database, Some(1)).await.unwrap();
    assert_eq!(held().await, was);
    let of_a_decision = "PRAGMA foreign_keys = ON; \
        INSERT INTO vote_checkpoints (vote_id, size, note, key) VALUES (x'77', 1, 'n', 'k')";
    database.execute_unprepared(of_a_decision).await.unwrap();
}
