//! What an error of the database is for the client.

use sea_orm::{DbErr, RuntimeErr, SqlxError};

use crate::problem::Problem;

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
