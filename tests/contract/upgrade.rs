//! Ballots of the earlier kind are not lost by an upgrade: it waits until nothing hangs on them.

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
