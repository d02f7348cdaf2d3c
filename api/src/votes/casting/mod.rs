//! Casting: many ballots, one transaction.
//!
//! Promises: a ballot is acknowledged only when its transaction has been committed; a batch leaves exactly what its
//! casts would have left one after the other, even if some of them are refused; when a batch fails as a whole, each of
//! its casts is tried alone, in its own request; a cast that comes alone does not wait. A batch is of one vote, so that
//! the close of one vote holds up no other. What must not be known of one cast (`votes/mod.rs`, `votes/log/mod.rs`) must
//! not be known of many: casts are taken in the order in which they came, and nothing is stored of which casts shared a
//! transaction.
//!
//! No rule depends on the code here: unique rows and locks enforce the rules, on however many instances.

mod batch;
mod cast_ballot;
pub mod for_voter;
mod lanes;
mod read_my_receipt;
mod receipt_view;
pub mod seal;
mod store;
#[cfg(test)]
mod tests;
mod written_ballot;

pub use for_voter::CastForVoter;
pub use receipt_view::ReceiptView;
pub use seal::Taken;
pub use written_ballot::WrittenBallot;
pub(crate) use written_ballot::with_ballot;

use std::sync::Arc;

use domain::Time;
use domain::ids::{AccountId, VoteId};
use domain::vote::Vote;
use domain::vote::ballot::Ballot;
use domain::vote::receipt::Nonce;
use uuid::Uuid;

use crate::infra::actor::Caller;
use crate::infra::keys::Keyring;
use crate::problem::Problem;
use crate::state::App;
use batch::{Outcome, take};
pub use lanes::Casting;

use crate::http::routes::Routes;

pub fn routes(config: &mut Routes) {
    config.service(cast_ballot::cast_ballot).service(read_my_receipt::read_my_receipt);
}

/// A ballot as somebody hands it in. Its content is parsed once the vote's rule is known.
pub struct Cast {
    pub account: AccountId,
    pub request: Uuid,
    pub written: WrittenBallot,
    /// The nonce that the device chose, if it did.
    pub nonce: Option<Nonce>,
    /// The nonce for a cast without one of its own. It is drawn once, so that a cast that is tried again keeps its
    /// commitment.
    pub fresh_nonce: Nonce,
}

/// A cast with what can be done for it before its turn comes.
struct Prepared {
    cast: Cast,
    signed: Option<Signed>,
}

/// A receipt that was signed before the cast's turn came: signing is most of the work of a batch, and the threads that
/// serve requests have time for it meanwhile. It is used only if the vote has not changed since.
struct Signed {
    vote: Arc<Vote>,
    taken: Taken,
}

impl Prepared {
    fn new(app: &App, vote: VoteId, cast: Cast) -> Self {
        let sign = |vote: Arc<Vote>| {
            let now = app.clock().now();
            vote.takes_ballots(now).ok()?;
            let ballot = cast.written.clone().read(&vote.rule).ok()?;
            let taken = Taken::sign(app.keys(), vote.id, cast.nonce(), ballot, now);
            Some(Signed { vote, taken })
        };
        let signed = app.memory::<Casting>().known.as_last_seen(vote).and_then(sign);
        Self { cast, signed }
    }

    /// The receipt of this ballot: the prepared one if it still fits, else a new one. It must be later than `after`,
    /// when the voter's ballot before this one was accepted.
    fn taken(&self, keys: &Keyring, vote: &Arc<Vote>, ballot: Ballot, after: Option<Time>, now: Time) -> Taken {
        let is_good = |signed: &&Signed| {
            Arc::ptr_eq(&signed.vote, vote)
                && signed.taken.ballot == ballot
                && after.is_none_or(|after| after < signed.taken.accepted_at)
        };
        match self.signed.as_ref().filter(is_good) {
            Some(signed) => signed.taken.clone(),
            None => Taken::sign(keys, vote.id, self.cast.nonce(), ballot, now),
        }
    }
}

impl Cast {
    fn nonce(&self) -> Nonce {
        self.nonce.unwrap_or(self.fresh_nonce)
    }
}

/// Takes the ballot, with those that wait at the same moment. Refused with 503 when too many wait.
pub async fn cast(app: &App, by: &impl Caller, vote: VoteId, cast: Cast) -> Outcome {
    let cast = Arc::new(Prepared::new(app, vote, cast));
    if app.memory::<Casting>().shares() {
        let waits = lanes::wait(app, vote, Arc::clone(&cast))?;
        if let Ok(outcome) = waits.await {
            return outcome;
        }
    }
    let service = app.clone();
    let alone = async move |tx: &crate::infra::db::Tx| {
        let mut outcome = take(&service.memory(), tx, service.keys(), vote, &[cast]).await?;
        outcome.pop().unwrap_or_else(|| Err(Problem::broken()))
    };
    app.write(by, alone).await
}
