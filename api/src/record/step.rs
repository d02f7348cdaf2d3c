use domain::ids::AccountId;
use domain::text::Sentence;
use domain::vote::step::Step;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::infra::db::Tx;
use crate::problem::{OfField as _, Problem};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepReason {
    /// Why. The reason is shown with the vote, and everybody on its roll gets a notice.
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
