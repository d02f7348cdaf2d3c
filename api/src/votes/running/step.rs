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
pub async fn keep(tx: &Tx, vote: &Vote, kind: StepKind, by: AccountId, reason: &Sentence) -> Result<(), Problem> {
    store::update_state(tx, vote).await?;
    let closes_at = match kind {
        StepKind::Extended => Some(vote.closes_at),
        StepKind::Paused | StepKind::Resumed | StepKind::ClosedEarly | StepKind::Voided | StepKind::Incident => None,
    };
    record::insert_step(tx, vote.id.into(), kind, by, reason, closes_at).await?;
    let Some(notice) = notice(kind) else { return Ok(()) };
    let notice = if vote.rehearsal { Notice::RehearsalChanged } else { notice };
    if vote.state.opening().is_some() {
        let roll = store::roll(tx.conn(), vote.id).await?;
        notices::tell_all(tx, roll.entries().iter().map(|entry| entry.account), notice, vote.id.0).await?;
    }
    Ok(())
}

fn notice(kind: StepKind) -> Option<Notice> {
    match kind {
        StepKind::Paused => Some(Notice::VotePaused),
        StepKind::Resumed => Some(Notice::VoteResumed),
        StepKind::Extended => Some(Notice::VoteExtended),
        StepKind::ClosedEarly => Some(Notice::VoteClosedEarly),
        StepKind::Voided => Some(Notice::VoteVoided),
        StepKind::Incident => None,
    }
}
