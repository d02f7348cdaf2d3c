//! Takes a ballot: stores it in place of the head's earlier one, signs its receipt and logs it, in one transaction.

use domain::owner::decision::OwnersDecision;
use domain::register::Head;
use domain::vote::receipt::Nonce;
use domain::vote::tally::owners::Voice;

use super::receipt::{self};
use crate::infra::db::Tx;
use crate::owners::drafting::rules;
use crate::owners::store::{self, BallotRow, CastBy};
use crate::problem::Problem;
use crate::record::log::named;
use crate::record::receipts::fresh_nonce;
use crate::state::App;

/// What is cast for a head, and who casts it.
pub struct Said<'a> {
    pub head: &'a Head,
    pub voice: Voice,
    pub nonce: Option<Nonce>,
    pub by: CastBy,
}

/// Gives the head's ballot as it is now stored, and whether this call changed it. The caller has locked the decision's
/// row and checked that the decision takes this ballot.
pub async fn take(app: &App, tx: &Tx, decision: &OwnersDecision, said: Said<'_>) -> Result<(BallotRow, bool), Problem> {
    let (id, log) = (decision.id, decision.id.into());
    // From here on casts happen one after the other, because each must see which ballot it replaces.
    if !named::enter(tx, log).await? {
        named::begin(app, tx, log, rules::first_leaf(decision)?).await?; // opened before the service had logs
    }
    let before = store::ballot(tx.conn(), id, said.head).await?;
    let says_the_same = |row: &BallotRow| {
        let same_nonce = |nonce: Nonce| row.proof.as_ref().is_some_and(|proof| proof.nonce == nonce);
        row.voice == said.voice && row.cast_by == said.by && row.proof.is_some() && said.nonce.is_none_or(same_nonce)
    };
    match before {
        Some(row) if says_the_same(&row) => Ok((row, false)),
        earlier => {
            let (nonce, at) = (said.nonce.unwrap_or_else(fresh_nonce), tx.now());
            let proof = receipt::sign(app.keys(), id, said.head, said.voice, nonce, at);
            let supersedes = earlier.and_then(|row| row.proof).map(|proof| proof.commitment);
            named::cast(tx, log, proof.commitment, supersedes.as_ref()).await?;
            let row = BallotRow { voice: said.voice, cast_by: said.by, cast_at: at, proof: Some(proof) };
            store::put_ballot(tx, id, said.head, &row).await?;
            Ok((row, true))
        }
    }
}

/// Takes the head's ballot out of the urn and logs it as void. The caller has locked the decision alone.
pub async fn take_out(tx: &Tx, decision: &OwnersDecision, head: &Head, ballot: &BallotRow) -> Result<(), Problem> {
    if let Some(proof) = &ballot.proof {
        named::take_out(tx, decision.id.into(), &proof.commitment).await?;
    }
    store::delete_ballot(tx, decision.id, head).await
}
