//! What pausing, resuming and voiding have in common: the step is stored, and everybody who cast a ballot is told.

use domain::ids::AccountId;
use domain::owner::decision::OwnersDecision;
use domain::text::Sentence;
use domain::vote::step::StepKind;

use crate::infra::db::Tx;
use crate::notices::{self, Notice};
use crate::owners::store;
use crate::problem::Problem;
use crate::record;

/// Stores the decision as it is now and the step that made it so, and tells everybody who cast a ballot.
pub async fn take(
    tx: &Tx,
    decision: &OwnersDecision,
    kind: StepKind,
    by: AccountId,
    reason: &Sentence,
) -> Result<(), Problem> {
    store::update_decision(tx, decision).await?;
    record::insert_step(tx, decision.id.into(), kind, by, reason, None).await?;
    let Some(notice) = Notice::of_step(kind) else { return Ok(()) };
    let voters = store::voters(tx.conn(), decision.id).await?;
    notices::tell_all(tx, voters.into_iter(), notice, decision.id.0).await
}
