//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the first answer is stored in the transaction of its
//! effect.
//!
//! A second request with the key waits for the first (the unique row makes it wait), then gets the stored answer.

mod entity;
mod store;

use sha2::{Digest, Sha256};

use super::body::RequestKey;
use super::reply::Reply;
use crate::infra::actor::Caller;
use crate::infra::db::Tx;
use crate::problem::Problem;
use crate::state::App;
pub use store::sweep;

/// Answers are stored for a day.
pub const RETENTION_HOURS: i64 = 24;

/// What makes a request a repetition of another: the same sender, operation and path, key and payload.
#[derive(Clone)]
pub struct Once {
    pub scope: String,
    pub operation: String,
    pub key: String,
    /// The payload's fingerprint under each root, the current one's first: roots may change between two repetitions.
    pub payloads: Vec<String>,
}

impl Once {
    pub fn row_id(&self) -> String {
        let mut hash = Sha256::new();
        for part in [&self.scope, &self.operation, &self.key] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hex::encode(hash.finalize())
    }
}

impl App {
    /// Like [`App::write`], but a repetition with the same key gets the first answer again.
    pub async fn once(
        &self,
        by: &impl Caller,
        key: &RequestKey,
        work: impl AsyncFnOnce(&Tx) -> Result<Reply, Problem> + 'static,
    ) -> Result<Reply, Problem> {
        let scope = by.actor().account.map_or_else(|| "anyone".to_owned(), |account| account.to_string());
        // A keyed hash, because a plain hash of a body with little but a phone number would give the number away.
        let payloads = self.keys().fingerprints("request-payloads", key.payload.as_bytes());
        let operation = key.operation.clone();
        let once = Once { scope, operation, key: key.key.clone(), payloads };
        let (mine, inner) = (once.clone(), self.clone());
        let done = self.write(by, async move |tx| {
            if !store::take(tx.conn(), &mine, tx.now()).await? {
                return Ok(None);
            }
            let reply = work(tx).await?;
            store::store(tx.conn(), inner.keys(), &mine, &reply).await?;
            Ok(Some(reply))
        });
        match done.await? {
            Some(reply) => Ok(reply),
            None => store::replay(self.db().reads(), self.keys(), &once).await,
        }
    }
}
