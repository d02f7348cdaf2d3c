//! One code for two databases: SQLite (embedded default) and PostgreSQL, chosen by URL.
//!
//! Every change goes through [`Tx`]: it knows who acts and the clock, and at commit it stores the audit events and the
//! outgoing messages, so that these are stored exactly when the change is.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use domain::Time;
use domain::ids::AccountId;
use migrations::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    SqliteTransactionMode, SqlxError, TransactionOptions, TransactionTrait,
};
use uuid::Uuid;

use super::actor::Actor;
use super::audit::{self, Deed, Outcome};
use super::clock::Clock;
use super::outbox::{self, Message};
use crate::problem::Problem;

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

/// What the trail says of deeds whose actor nobody may ever know.
pub enum Unnamed {
    /// One deed, in this request; a transaction may serve several requests.
    One(Uuid),
    /// This many deeds, in the request of the transaction.
    Several(u32),
}

/// A transaction, with its actor and clock, and with the audit events and messages that its commit stores.
///
/// Inside one, use only [`Tx::conn`]: an in-memory SQLite has a single connection, and it is this one.
pub struct Tx {
    inner: DatabaseTransaction,
    actor: Actor,
    clock: Clock,
    deeds: RefCell<Vec<Deed>>,
    messages: RefCell<Vec<Message>>,
    authority_changes: Cell<bool>,
    public_reads_change: Cell<bool>,
}

/// A transaction that was begun with the commit of the one before it, on the same connection. It holds nothing yet.
pub struct Begun(DatabaseTransaction);

impl Begun {
    pub fn go_on(self, actor: Actor, clock: Clock) -> Tx {
        Tx::new(self.0, actor, clock)
    }
}

impl Tx {
    fn new(inner: DatabaseTransaction, actor: Actor, clock: Clock) -> Self {
        Self {
            inner,
            actor,
            clock,
            deeds: RefCell::default(),
            messages: RefCell::default(),
            authority_changes: Cell::new(false),
            public_reads_change: Cell::new(true),
        }
    }

    pub fn conn(&self) -> &DatabaseTransaction {
        &self.inner
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// From here on a statement may take minutes, as the close of a vote of a million ballots does.
    pub async fn take_time(&self) -> Result<(), DbErr> {
        if self.inner.get_database_backend() == DbBackend::Postgres {
            let minutes =
                "SET LOCAL statement_timeout = '15min'; SET LOCAL idle_in_transaction_session_timeout = '15min'";
            self.inner.execute_unprepared(minutes).await?;
        }
        Ok(())
    }

    /// The present time, not the start of the transaction: what is accepted after waiting for a lock gets the time
    /// after the wait.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    pub fn id(&self) -> Uuid {
        self.clock.id()
    }

    /// Writes an audit event at commit: the actor did `action` to the thing `on`.
    pub fn audit(&self, action: &'static str, on: Uuid) {
        self.tell(Deed { action, on, outcome: Outcome::Done, times: None, by: None, unnamed: None });
    }

    /// Like [`Tx::audit`], for an actor who became known only now: until a sign-in succeeds, its caller is anonymous.
    pub fn audit_by(&self, account: AccountId, action: &'static str, on: Uuid) {
        self.tell(Deed { action, on, outcome: Outcome::Done, times: None, by: Some(account), unnamed: None });
    }

    /// Like [`Tx::audit`], without actor and address: the event has only a request and, for several deeds, their
    /// number.
    pub fn audit_unnamed(&self, action: &'static str, on: Uuid, deeds: Unnamed) {
        let (times, request) = match deeds {
            Unnamed::One(request) => (None, request),
            Unnamed::Several(times) => (Some(times), self.actor.request),
        };
        self.tell(Deed { action, on, outcome: Outcome::Done, times, by: None, unnamed: Some(request) });
    }

    /// Like [`Tx::audit`], for something that was tried and refused. The event is stored only if the transaction
    /// commits even so.
    pub fn audit_refusal(&self, action: &'static str, on: Uuid) {
        self.tell(Deed { action, on, outcome: Outcome::Refused, times: None, by: None, unnamed: None });
    }

    /// Like [`Tx::audit_refusal`], with one event for several refusals.
    pub fn audit_refusals(&self, action: &'static str, on: Uuid, times: u32) {
        self.tell(Deed { action, on, outcome: Outcome::Refused, times: Some(times), by: None, unnamed: None });
    }

    fn tell(&self, deed: Deed) {
        self.deeds.borrow_mut().push(deed);
    }

    /// Sends a message after commit, at least once, with the same key each time.
    pub fn send(&self, message: Message) {
        self.messages.borrow_mut().push(message);
    }

    /// Call it when a session or an appointment changes: at commit this instance forgets what it remembers of
    /// sessions.
    pub fn change_authority(&self) {
        self.authority_changes.set(true);
    }

    pub fn changes_authority(&self) -> bool {
        self.authority_changes.get()
    }

    /// Says that this transaction changes nothing that anybody may read without signing in, so that the answers this
    /// instance remembers stay good. Only the writes of the busiest hours say so. After any other commit the answers
    /// are forgotten.
    pub fn leave_public_reads(&self) {
        self.public_reads_change.set(false);
    }

    pub fn changes_public_reads(&self) -> bool {
        self.public_reads_change.get()
    }

    pub async fn commit(self) -> Result<(), Problem> {
        self.tell_all().await?;
        self.inner.commit().await?;
        Ok(())
    }

    /// Like [`Tx::commit`], but on PostgreSQL the same statement begins the next transaction. That saves two round
    /// trips: the `BEGIN`, and the question whether it is alive, which sqlx asks each connection that comes back to the
    /// pool.
    pub async fn commit_and_begin(self) -> Result<Option<Begun>, Problem> {
        if self.inner.get_database_backend() != DbBackend::Postgres {
            return self.commit().await.map(|()| None);
        }
        self.tell_all().await?;
        self.inner.execute_unprepared("COMMIT AND CHAIN").await?;
        Ok(Some(Begun(self.inner)))
    }

    async fn tell_all(&self) -> Result<(), Problem> {
        let now = self.now();
        for message in self.messages.take() {
            outbox::insert(&self.inner, message, now).await?;
        }
        audit::append(&self.inner, &self.actor, self.deeds.take(), &self.clock).await?;
        Ok(())
    }

    pub async fn rollback(self) {
        if let Err(error) = self.inner.rollback().await {
            tracing::warn!(%error, "a rollback failed; the database ends the transaction itself");
        }
    }
}

fn cause(error: &DbErr) -> Option<&SqlxError> {
    if let DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) = error {
        Some(cause)
    } else {
        None
    }
}

/// True when PostgreSQL gave up waiting for a lock another transaction holds (55P03, after `lock_timeout`).
pub fn waited_in_vain(error: &DbErr) -> bool {
    let code = cause(error).and_then(|cause| cause.as_database_error()).and_then(|inner| inner.code());
    code.is_some_and(|code| code == "55P03")
}

impl From<DbErr> for Problem {
    /// A failure that may pass is a 503, which a client may repeat. Any other failure is a fault of ours.
    fn from(error: DbErr) -> Self {
        let busy =
            matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) || cause(&error).is_some_and(is_transient);
        if busy {
            tracing::warn!(%error, "the database can't answer now");
            return Problem::unavailable();
        }
        tracing::error!(%error, "the database refused what it should accept");
        Problem::broken()
    }
}

fn is_transient(error: &SqlxError) -> bool {
    // 40001 serialization failure, 40P01 deadlock, 55P03 lock not available, 57xxx operator intervention,
    // 08xxx connection; SQLite 5 busy, 261/517 busy variants, 6 locked.
    let code = error.as_database_error().and_then(|inner| inner.code()).unwrap_or_default();
    ["40001", "40P01", "55P03", "5", "261", "517", "6"].contains(&code.as_ref())
        || code.len() == 5 && (code.starts_with("57") || code.starts_with("08"))
        || matches!(
            error,
            SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed
        )
}
