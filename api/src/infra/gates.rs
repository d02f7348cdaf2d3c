//! Gates: what is done one at a time, such as sending codes to one number, on all instances together.
//!
//! A gate leaves no trace: on PostgreSQL it is an advisory lock, a queue that ends with the transaction; on SQLite every
//! writer stands in one queue anyway.

use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, Statement};

use super::db::Tx;

/// Waits until no other transaction is in this gate, and holds it until this one ends.
pub async fn enter(tx: &Tx, name: &str) -> Result<(), DbErr> {
    if tx.conn().get_database_backend() == DbBackend::Postgres {
        // Advisory locks are the whole database's, and several services may share one, each in its schema.
        let sql = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/gates/' || $1, 0))";
        tx.conn().execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [name.into()])).await?;
    }
    Ok(())
}
