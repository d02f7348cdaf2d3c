//! What pausing, resuming, extending, closing and voiding have in common: a reason, a stored step, and a notice to the
//! voters.

use domain::ids::AccountId;
use domain::text::Sentence;
use domain::vote::Vote;
use domain::vote::step::StepKind;

use crate::infra::db::Tx;
use crate::notices::{self, Notice};
use crate::problem::Problem;
use crate::record;
use crate::votes::store;

/// Stores the changed vote and the step that changed it, and sends a notice to everybody on the frozen roll.
pub async fn take(tx: &Tx, vote: &Vote, kind: StepKind, by: AccountId, reason: &Sentence) -> Result<(), Problem> {
    store::update_state(tx, vote).await?;
    let closes_at = (kind == StepKind::Extended).then_some(vote.closes_at);
    record::insert_step(tx, vote.id.into(), kind, by, reason, closes_at).await?;
    let Some(notice) = Notice::of_step(kind) else { return Ok(()) };
    let notice = if vote.rehearsal { Notice::RehearsalChanged } else { notice };
    if vote.state.opening().is_some() {
        let roll = store::roll(tx.conn(), vote.id).await?;
        notices::tell_all(tx, roll.entries().iter().map(|entry| entry.account), notice, vote.id.0).await?;
    }
    Ok(())
}
