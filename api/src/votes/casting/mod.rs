//! Casting: many ballots, one transaction.
//!
//! Promises: a ballot is acknowledged only when the transaction it is in has been committed; a batch leaves exactly what its
//! casts one after the other would have left, whatever some of them are refused for; a batch that fails as a whole fails
//! nobody, each of it is then tried alone, in its own request; who comes alone waits for nobody. A batch is of one vote, so
//! that a close of one holds up no other. What is not to be known of one cast (`votes/mod.rs`, `log/mod.rs`) is not known of
//! many: they are taken in the order they came, and nothing else is kept of who shared a transaction with whom.
//!
//! Nothing here is needed for a rule to hold: unique rows and locks keep it, on however many instances.

mod batch;
mod lanes;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use domain::ids::{AccountId, VoteId};
use domain::vote::receipt::Nonce;
use uuid::Uuid;

use super::paper::WrittenBallot;
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use batch::{Outcome, take};
pub use lanes::Casting;

/// A ballot as somebody hands it in; what it says is read when the vote's rule is known.
pub struct Cast {
    pub account: AccountId,
    pub request: Uuid,
    pub written: WrittenBallot,
    /// The device's own.
    pub nonce: Option<Nonce>,
    /// Drawn for the case that there is none, once: who is tried again is given the same receipt.
    pub fresh_nonce: Nonce,
}

/// Takes the ballot, with those that wait at the same moment. Refused with 503 when too many wait.
pub async fn cast(app: &App, by: &impl Caller, vote: VoteId, cast: Cast) -> Outcome {
    let cast = Arc::new(cast);
    if app.casting().shares() {
        let waits = lanes::wait(app, vote, Arc::clone(&cast))?;
        if let Ok(outcome) = waits.await {
            return outcome;
        }
    }
    let service = app.clone();
    let alone = async move |tx: &crate::infra::db::Tx| {
        let mut outcome = take(service.casting(), tx, service.keys(), vote, &[cast]).await?;
        outcome.pop().unwrap_or_else(|| Err(Problem::broken()))
    };
    app.write(by, alone).await
}
