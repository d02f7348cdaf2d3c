//! Suggestions (人民建议): a proposal addressed to a street or committee, which owes its author an answer.
//!
//! ```text
//! Received ──acknowledge──▶ Acknowledged ──answer──▶ Answered (answer*, rate*) ──adopt──▶ Adopted (rate*)
//!     └────────withdraw────────┴──▶ Withdrawn
//! ```
//! Source: 上海市人民建议征集若干规定 (2021) art. 10–13: topic, reasons, proposal and proposer; what is not a suggestion
//! is redirected; every other one is handled in the prescribed time and answered.

pub mod answer;
pub mod clocks;
#[cfg(test)]
mod tests;

use crate::Time;
use crate::area::{AreaCode, Level};
use crate::ids::{AccountId, NeedId, PlannerId, ProjectId, SuggestionId};
use crate::need::Wording;
use crate::suggestion::answer::{Answer, Outcome, Rating, Score};
use crate::suggestion::clocks::DueDates;
use crate::text::{Prose, Title};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub id: SuggestionId,
    /// The street or committee that owes the answer.
    pub area: AreaCode,
    pub proposer: Proposer,
    pub topic: Title,
    pub reasons: Prose,
    /// It has the bounds of a need, so that an adopted suggestion becomes a need in the same words.
    pub proposal: Wording,
    pub submitted_at: Time,
    /// Promised at submission: a later change of the street's settings does not move them.
    pub due: DueDates,
    pub stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposer {
    pub account: AccountId,
    /// The engagement under which a planner of the area's own district spoke; None for everyone else.
    pub planner: Option<PlannerId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    Received,
    Acknowledged { acknowledged_at: Time },
    Answered(Answered),
    Adopted { answered: Answered, adoption: Adoption },
    Withdrawn { acknowledged_at: Option<Time>, withdrawn_at: Time },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub acknowledged_at: Time,
    /// When the author first had an answer; `answer.answered_at` is when the present wording was given.
    pub first_answered_at: Time,
    pub answer: Answer,
    pub rating: Option<Rating>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adoption {
    pub into: AdoptedInto,
    pub adopted_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdoptedInto {
    Need(NeedId),
    Project(ProjectId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Received,
    Acknowledged,
    Answered,
    Adopted,
    Withdrawn,
}

/// What a proposer wrote, before the clocks start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub id: SuggestionId,
    pub area: AreaCode,
    pub proposer: Proposer,
    pub topic: Title,
    pub reasons: Prose,
    pub proposal: Wording,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitRefusal {
    #[error("a suggestion is addressed to a street or a committee, not to a district or the city")]
    AreaTooWide,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AcknowledgeRefusal {
    #[error("the suggestion is already acknowledged")]
    AlreadyAcknowledged,
    #[error("the suggestion was withdrawn by its author")]
    Withdrawn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefusal {
    #[error("the suggestion is not yet acknowledged")]
    NotAcknowledged,
    #[error("the author has rated the answer, so its wording stands")]
    AlreadyRated,
    #[error("the suggestion is adopted, so its answer stands")]
    AlreadyAdopted,
    #[error("the suggestion was withdrawn by its author")]
    Withdrawn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateRefusal {
    #[error("only the author rates the answer")]
    NotTheAuthor,
    #[error("the suggestion is not yet answered")]
    NotAnswered,
    #[error("the suggestion was withdrawn by its author")]
    Withdrawn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdoptRefusal {
    #[error("the suggestion is not yet answered")]
    NotAnswered,
    #[error("the published outcome is neither adopted_measure nor improvement_of_work")]
    OutcomeNotAdoptable,
    #[error("the suggestion is already adopted")]
    AlreadyAdopted,
    #[error("the suggestion was withdrawn by its author")]
    Withdrawn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WithdrawRefusal {
    #[error("only the author withdraws a suggestion")]
    NotTheAuthor,
    #[error("the suggestion is already answered")]
    AlreadyAnswered,
    #[error("the suggestion is already withdrawn")]
    AlreadyWithdrawn,
}

impl Suggestion {
    /// The clocks start at `now`; the caller has computed `due` for that instant.
    pub fn submit(draft: Draft, due: DueDates, now: Time) -> Result<Self, SubmitRefusal> {
        match draft.area.level() {
            Level::City | Level::District => return Err(SubmitRefusal::AreaTooWide),
            Level::Street | Level::Committee => {}
        }
        let Draft { id, area, proposer, topic, reasons, proposal } = draft;
        Ok(Self { id, area, proposer, topic, reasons, proposal, submitted_at: now, due, stage: Stage::Received })
    }

    pub fn acknowledge(self, now: Time) -> Result<Self, AcknowledgeRefusal> {
        match self.stage {
            Stage::Received => Ok(Self { stage: Stage::Acknowledged { acknowledged_at: now }, ..self }),
            Stage::Acknowledged { .. } | Stage::Answered(_) | Stage::Adopted { .. } => {
                Err(AcknowledgeRefusal::AlreadyAcknowledged)
            }
            Stage::Withdrawn { .. } => Err(AcknowledgeRefusal::Withdrawn),
        }
    }

    /// The first answer, or another wording of it. Once its author has rated it, the answer can't be reworded: the
    /// rating would otherwise belong to words that it never judged.
    pub fn answer(self, outcome: Outcome, text: Prose, now: Time) -> Result<Self, AnswerRefusal> {
        let answer = Answer { outcome, text, answered_at: now };
        let (acknowledged_at, first_answered_at) = match &self.stage {
            Stage::Received => return Err(AnswerRefusal::NotAcknowledged),
            Stage::Acknowledged { acknowledged_at } => (*acknowledged_at, now),
            Stage::Answered(Answered { rating: Some(_), .. }) => return Err(AnswerRefusal::AlreadyRated),
            Stage::Answered(before) => (before.acknowledged_at, before.first_answered_at),
            Stage::Adopted { .. } => return Err(AnswerRefusal::AlreadyAdopted),
            Stage::Withdrawn { .. } => return Err(AnswerRefusal::Withdrawn),
        };
        let answered = Answered { acknowledged_at, first_answered_at, answer, rating: None };
        Ok(Self { stage: Stage::Answered(answered), ..self })
    }

    /// One rating per suggestion; the author may change it.
    pub fn rate(self, by: AccountId, score: Score, now: Time) -> Result<Self, RateRefusal> {
        if by != self.proposer.account {
            return Err(RateRefusal::NotTheAuthor);
        }
        let rating = Some(Rating { score, rated_at: now });
        let stage = match self.stage {
            Stage::Received | Stage::Acknowledged { .. } => return Err(RateRefusal::NotAnswered),
            Stage::Answered(answered) => Stage::Answered(Answered { rating, ..answered }),
            Stage::Adopted { answered, adoption } => {
                Stage::Adopted { answered: Answered { rating, ..answered }, adoption }
            }
            Stage::Withdrawn { .. } => return Err(RateRefusal::Withdrawn),
        };
        Ok(Self { stage, ..self })
    }

    /// Carries out an answer that promised action: the suggestion becomes a need or a project's source. This is
    /// impossible before the answer, because its author must be told first.
    pub fn adopt(self, into: AdoptedInto, now: Time) -> Result<Self, AdoptRefusal> {
        let answered = match self.stage {
            Stage::Received | Stage::Acknowledged { .. } => return Err(AdoptRefusal::NotAnswered),
            Stage::Answered(answered) => answered,
            Stage::Adopted { .. } => return Err(AdoptRefusal::AlreadyAdopted),
            Stage::Withdrawn { .. } => return Err(AdoptRefusal::Withdrawn),
        };
        if !answered.answer.outcome.kind().promises_action() {
            return Err(AdoptRefusal::OutcomeNotAdoptable);
        }
        let adoption = Adoption { into, adopted_at: now };
        Ok(Self { stage: Stage::Adopted { answered, adoption }, ..self })
    }

    /// The author may take it back until it is answered.
    pub fn withdraw(self, by: AccountId, now: Time) -> Result<Self, WithdrawRefusal> {
        if by != self.proposer.account {
            return Err(WithdrawRefusal::NotTheAuthor);
        }
        let acknowledged_at = match self.stage {
            Stage::Received => None,
            Stage::Acknowledged { acknowledged_at } => Some(acknowledged_at),
            Stage::Answered(_) | Stage::Adopted { .. } => return Err(WithdrawRefusal::AlreadyAnswered),
            Stage::Withdrawn { .. } => return Err(WithdrawRefusal::AlreadyWithdrawn),
        };
        Ok(Self { stage: Stage::Withdrawn { acknowledged_at, withdrawn_at: now }, ..self })
    }

    pub fn status(&self) -> Status {
        match self.stage {
            Stage::Received => Status::Received,
            Stage::Acknowledged { .. } => Status::Acknowledged,
            Stage::Answered(_) => Status::Answered,
            Stage::Adopted { .. } => Status::Adopted,
            Stage::Withdrawn { .. } => Status::Withdrawn,
        }
    }

    /// The present answer, if there is one.
    pub fn answered(&self) -> Option<&Answered> {
        match &self.stage {
            Stage::Answered(answered) | Stage::Adopted { answered, .. } => Some(answered),
            Stage::Received | Stage::Acknowledged { .. } | Stage::Withdrawn { .. } => None,
        }
    }

    /// Whether a planner engaged by the area's district made it, in their own name and not for the street.
    pub fn independent_planner(&self) -> bool {
        self.proposer.planner.is_some()
    }
}

impl Status {
    pub const ALL: &[Self] = &[Self::Received, Self::Acknowledged, Self::Answered, Self::Adopted, Self::Withdrawn];

    pub fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Acknowledged => "acknowledged",
            Self::Answered => "answered",
            Self::Adopted => "adopted",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.word() == word)
    }
}
