//! Gates: each lets only one transaction at a time do something, on all instances together. One example is sending a
//! code to a number.
//!
//! A gate stores nothing. On PostgreSQL it is an advisory lock, which ends with the transaction. On SQLite all writers
//! wait for one another anyway.

use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, Statement};

use super::db::Tx;

/// Waits until no other transaction holds this gate, and holds it until this transaction ends.
pub async fn enter(tx: &Tx, name: &str) -> Result<(), DbErr> {
    if tx.conn().get_database_backend() == DbBackend::Postgres {
        // An advisory lock holds for the whole database, which several services may share, each in a schema of its own.
        let sql = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/gates/' || $1, 0))";
        tx.conn().execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [name.into()])).await?;
    }
    Ok(())
}
