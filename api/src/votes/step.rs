//! What pausing, resuming, extending, closing and voiding have in common: a reason, a kept step, and voters who are told.

use domain::ids::AccountId;
use domain::text::Sentence;
use domain::vote::Vote;
use domain::vote::night::{Step, StepKind};
use serde::Deserialize;
use utoipa::ToSchema;

use super::store;
use crate::infra::db::Tx;
use crate::notices::{self, Notice};
use crate::problem::{OfField, Problem};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepReason {
    /// Why; shown with the vote and told to everybody on its roll.
    #[schema(min_length = 1, max_length = 500, example = "会场停电，暂停投票")]
    reason: String,
}

impl StepReason {
    pub fn parse(&self) -> Result<Sentence, Problem> {
        Sentence::parse(&self.reason).field("/reason")
    }
}

pub fn step(tx: &Tx, by: AccountId, reason: &Sentence) -> Step {
    Step { by, at: tx.now(), reason: reason.clone() }
}

/// Keeps the vote as it is now and the step that made it so, and tells everybody on the frozen roll.
pub async fn keep(tx: &Tx, vote: &Vote, kind: StepKind, by: AccountId, reason: &Sentence) -> Result<(), Problem> {
    store::update_state(tx, vote).await?;
    let closes_at = match kind {
        StepKind::Extended => Some(vote.closes_at),
        StepKind::Paused | StepKind::Resumed | StepKind::ClosedEarly | StepKind::Voided | StepKind::Incident => None,
    };
    store::insert_step(tx, vote.id, kind, by, reason, closes_at).await?;
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
