//! One code for two databases: SQLite (embedded default) and PostgreSQL, chosen by URL.
//!
//! Every change goes through [`Tx`]: it knows who acts and the clock, and at commit it stores the audit events and the
//! outgoing messages, so that these are stored exactly when the change is.

mod errors;
mod tx;

use std::time::Duration;

use migrations::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

use super::actor::Actor;
use super::clock::Clock;
use crate::problem::Problem;
pub use errors::waited_in_vain;
pub use tx::{Begun, Tx, Unnamed};

/// A pooled connection idle for less than this is used without asking whether it is alive.
const UNASKED: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub struct Db {
    reads: DatabaseConnection,
    /// On SQLite a pool of one connection: SQLite lets only one writer in at a time anyway, and waiting in the pool's
    /// queue is better than failing with BUSY.
    writes: DatabaseConnection,
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("database_url must start with sqlite: or postgres:, not {0:?}")]
    UnknownKind(String),
    #[error("the database can't be opened: {0}")]
    Unreachable(String),
    #[error("the database is damaged: {0}; restore a backup, or start over with an empty one")]
    Damaged(String),
    #[error("PostgreSQL runs with {0}=off, which loses acknowledged writes; turn it on")]
    NotDurable(&'static str),
}

impl Db {
    /// Opens `sqlite::memory:`, `sqlite:PATH` or `postgres://…`; `schema` (PostgreSQL only) becomes the search path.
    pub async fn open(url: &str, schema: Option<&str>, connections: u32) -> Result<Self, OpenError> {
        let db = if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let pool = connect(postgres(url, schema, connections)).await?;
            Self { reads: pool.clone(), writes: pool }
        } else if url == "sqlite::memory:" {
            let pool = connect(sqlite(url, 1)).await?; // a second connection would be a second database
            Self { reads: pool.clone(), writes: pool }
        } else if url.starts_with("sqlite:") {
            let writes = connect(sqlite(url, 1)).await?;
            Self { reads: connect(sqlite(url, connections)).await?, writes }
        } else {
            return Err(OpenError::UnknownKind(url.split(':').next().unwrap_or_default().to_owned()));
        };
        db.check().await?;
        Ok(db)
    }

    pub fn reads(&self) -> &DatabaseConnection {
        &self.reads
    }

    pub fn is_postgres(&self) -> bool {
        self.reads.get_database_backend() == DbBackend::Postgres
    }

    /// Several instances may start at once on an empty PostgreSQL: one migrates, the others wait until it has.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        if !self.is_postgres() {
            return Migrator::up(&self.writes, None).await;
        }
        let turn = self.writes.begin().await?;
        turn.execute_unprepared(
            "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; \
             SELECT pg_advisory_xact_lock(hashtext('sanhui/migrations/' || current_schema()))",
        )
        .await?;
        Migrator::up(&self.writes, None).await?;
        turn.commit().await
    }

    /// True when every migration this program knows has run.
    pub async fn is_current(&self) -> bool {
        matches!(Migrator::get_pending_migrations(&self.reads).await, Ok(pending) if pending.is_empty())
    }

    /// The newest migration that has run, and how many this program knows that have not.
    pub async fn schema(&self) -> Result<(Option<String>, usize), DbErr> {
        let applied = Migrator::get_applied_migrations(&self.reads).await?;
        let pending = Migrator::get_pending_migrations(&self.reads).await?.len();
        Ok((applied.last().map(|migration| migration.name().to_owned()), pending))
    }

    pub async fn ping(&self) -> Result<(), DbErr> {
        self.reads.execute_unprepared("SELECT 1").await.map(|_| ())
    }

    /// Ends the pools after the last request.
    pub async fn close(self) {
        let _ = self.writes.close().await;
        let _ = self.reads.close().await;
    }

    pub async fn begin(&self, actor: Actor, clock: Clock) -> Result<Tx, Problem> {
        let immediate = TransactionOptions {
            sqlite_transaction_mode: (!self.is_postgres()).then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        // sqlx 0.9.0: when a `BEGIN` is cancelled before its answer comes, the connection goes back to the pool with an
        // open transaction, and what its next user writes is lost. In a task of its own it is never cancelled.
        let writes = self.writes.clone();
        let begun = tokio::spawn(async move { writes.begin_with_options(immediate).await });
        let inner = begun.await.map_err(|_| Problem::broken())??;
        Ok(Tx::new(inner, actor, clock))
    }

    async fn check(&self) -> Result<(), OpenError> {
        if self.is_postgres() {
            for setting in ["fsync", "synchronous_commit"] {
                let row = self.reads.query_one_raw(sea_orm::Statement::from_string(
                    DbBackend::Postgres,
                    format!("SELECT current_setting('{setting}') AS value"),
                ));
                let value: String = row
                    .await
                    .and_then(|row| row.ok_or(DbErr::RecordNotFound(setting.to_owned()))?.try_get("", "value"))
                    .map_err(|error| OpenError::Unreachable(error.to_string()))?;
                if value == "off" {
                    return Err(OpenError::NotDurable(setting));
                }
            }
            return Ok(());
        }
        let verdict = self
            .reads
            .query_one_raw(sea_orm::Statement::from_string(DbBackend::Sqlite, "PRAGMA quick_check(1)".to_owned()));
        match verdict.await.and_then(|row| row.map(|row| row.try_get::<String>("", "quick_check")).transpose()) {
            Ok(Some(word)) if word == "ok" => Ok(()),
            Ok(word) => Err(OpenError::Damaged(word.unwrap_or_default())),
            Err(error) => Err(OpenError::Damaged(error.to_string())),
        }
    }
}

async fn connect(options: ConnectOptions) -> Result<DatabaseConnection, OpenError> {
    Database::connect(options).await.map_err(|error| {
        let text = error.to_string();
        if text.contains("file is not a database") || text.contains("malformed") {
            OpenError::Damaged(text)
        } else {
            OpenError::Unreachable(text)
        }
    })
}

fn shared(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .sqlx_logging(true)
        .test_before_acquire(false);
    if let Ok(level) = "trace".parse() {
        options.sqlx_logging_level(level); // logs statements without their values, where `sqlx=trace` is set
    }
    options
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = shared(url, connections);
    // Never retire the connection of an in-memory database: the data would go with it.
    options.idle_timeout(None).max_lifetime(None);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full) // NORMAL may lose acknowledged commits when the power goes
    });
    options
}

fn postgres(url: &str, schema: Option<&str>, connections: u32) -> ConnectOptions {
    let mut options = shared(url, connections);
    if let Some(schema) = schema {
        options.set_schema_search_path(schema);
    }
    options.set_application_name("sanhui");
    options.map_sqlx_postgres_opts(|postgres| {
        postgres.options([
            ("statement_timeout", "20s"),
            ("lock_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "20s"),
        ])
    });
    // Asks whether the server is alive and no transaction was left open: inside one, `now()` is older than the
    // statement. It asks only after a pause, because in the busiest hours each question would cost as much as a
    // statement.
    options.map_sqlx_postgres_before_acquire(|connection, idle| {
        Box::pin(async move {
            if idle.idle_for < UNASKED {
                return Ok(true);
            }
            // Sent as text, not prepared: a prepared statement arrives as several messages, and the server may take the
            // time of the transaction at one and of the statement at a later one. Sound connections would then be
            // thrown away.
            let row = sea_orm::sqlx::raw_sql("SELECT now() = statement_timestamp()").fetch_one(connection).await?;
            sea_orm::sqlx::Row::try_get(&row, 0)
        })
    });
    options
}
