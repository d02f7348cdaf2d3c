//! The outcome of a suggestion, of six kinds, with the answer's text and the author's rating of it.
//!
//! Source of the kinds: 上海市人民建议征集若干规定 (2021) art. 13, and art. 10 for what is not a suggestion.

use crate::Time;
use crate::text::{Prose, Sentence};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub outcome: Outcome,
    pub text: Prose,
    pub answered_at: Time,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    AdoptedMeasure,
    ImprovementOfWork,
    RuleChange,
    Reference,
    NotAdopted {
        reason: Sentence,
    },
    /// A personal claim, or a matter before a court, an arbitrator or a reconsideration body.
    NotASuggestion {
        /// Where the author should turn instead.
        redirect: Sentence,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutcomeKind {
    AdoptedMeasure,
    ImprovementOfWork,
    RuleChange,
    Reference,
    NotAdopted,
    NotASuggestion,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutcomeRefusal {
    #[error("the outcome not_adopted needs a reason")]
    ReasonMissing,
    #[error("only the outcome not_adopted carries a reason")]
    ReasonUncalledFor,
    #[error("the outcome not_a_suggestion needs the place where the author should turn instead")]
    RedirectMissing,
    #[error("only the outcome not_a_suggestion carries a redirection")]
    RedirectUncalledFor,
}

/// From 1 (not answered at all, to my mind) to 5 (fully).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(u8);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rating {
    pub score: Score,
    pub rated_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a score is a whole number from 1 to 5")]
pub struct ScoreRefusal;

impl Outcome {
    pub fn new(
        kind: OutcomeKind,
        reason: Option<Sentence>,
        redirect: Option<Sentence>,
    ) -> Result<Self, OutcomeRefusal> {
        if reason.is_some() && kind != OutcomeKind::NotAdopted {
            return Err(OutcomeRefusal::ReasonUncalledFor);
        }
        if redirect.is_some() && kind != OutcomeKind::NotASuggestion {
            return Err(OutcomeRefusal::RedirectUncalledFor);
        }
        Ok(match kind {
            OutcomeKind::AdoptedMeasure => Self::AdoptedMeasure,
            OutcomeKind::ImprovementOfWork => Self::ImprovementOfWork,
            OutcomeKind::RuleChange => Self::RuleChange,
            OutcomeKind::Reference => Self::Reference,
            OutcomeKind::NotAdopted => Self::NotAdopted { reason: reason.ok_or(OutcomeRefusal::ReasonMissing)? },
            OutcomeKind::NotASuggestion => {
                Self::NotASuggestion { redirect: redirect.ok_or(OutcomeRefusal::RedirectMissing)? }
            }
        })
    }

    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::AdoptedMeasure => OutcomeKind::AdoptedMeasure,
            Self::ImprovementOfWork => OutcomeKind::ImprovementOfWork,
            Self::RuleChange => OutcomeKind::RuleChange,
            Self::Reference => OutcomeKind::Reference,
            Self::NotAdopted { .. } => OutcomeKind::NotAdopted,
            Self::NotASuggestion { .. } => OutcomeKind::NotASuggestion,
        }
    }

    pub fn reason(&self) -> Option<&Sentence> {
        match self {
            Self::NotAdopted { reason } => Some(reason),
            Self::AdoptedMeasure
            | Self::ImprovementOfWork
            | Self::RuleChange
            | Self::Reference
            | Self::NotASuggestion { .. } => None,
        }
    }

    pub fn redirect(&self) -> Option<&Sentence> {
        match self {
            Self::NotASuggestion { redirect } => Some(redirect),
            Self::AdoptedMeasure
            | Self::ImprovementOfWork
            | Self::RuleChange
            | Self::Reference
            | Self::NotAdopted { .. } => None,
        }
    }
}

impl OutcomeKind {
    pub const ALL: &[Self] = &[
        Self::AdoptedMeasure,
        Self::ImprovementOfWork,
        Self::RuleChange,
        Self::Reference,
        Self::NotAdopted,
        Self::NotASuggestion,
    ];

    /// Whether the street said that it will do something on the ground, so that the suggestion can become a need or a
    /// project's source. A rule change is made elsewhere, and nothing is built.
    pub fn promises_action(self) -> bool {
        match self {
            Self::AdoptedMeasure | Self::ImprovementOfWork => true,
            Self::RuleChange | Self::Reference | Self::NotAdopted | Self::NotASuggestion => false,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::AdoptedMeasure => "adopted_measure",
            Self::ImprovementOfWork => "improvement_of_work",
            Self::RuleChange => "rule_change",
            Self::Reference => "reference",
            Self::NotAdopted => "not_adopted",
            Self::NotASuggestion => "not_a_suggestion",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

impl Score {
    pub fn new(stars: u8) -> Result<Self, ScoreRefusal> {
        if (1..=5).contains(&stars) { Ok(Self(stars)) } else { Err(ScoreRefusal) }
    }

    pub fn get(self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_says_why_not_or_where_to_and_only_then() {
        use OutcomeRefusal::{ReasonMissing, ReasonUncalledFor, RedirectMissing, RedirectUncalledFor};
        let words = || Sentence::parse("信访办").ok();
        for kind in OutcomeKind::ALL {
            let (bare, reasoned, redirected) = match kind {
                OutcomeKind::NotAdopted => (Some(ReasonMissing), None, Some(RedirectUncalledFor)),
                OutcomeKind::NotASuggestion => (Some(RedirectMissing), Some(ReasonUncalledFor), None),
                OutcomeKind::AdoptedMeasure
                | OutcomeKind::ImprovementOfWork
                | OutcomeKind::RuleChange
                | OutcomeKind::Reference => (None, Some(ReasonUncalledFor), Some(RedirectUncalledFor)),
            };
            assert_eq!(Outcome::new(*kind, None, None).err(), bare, "{kind:?} bare");
            assert_eq!(Outcome::new(*kind, words(), None).err(), reasoned, "{kind:?} with a reason");
            assert_eq!(Outcome::new(*kind, None, words()).err(), redirected, "{kind:?} with a redirection");
        }
    }

    #[test]
    fn kinds_survive_their_words() {
        for kind in OutcomeKind::ALL {
            assert_eq!(OutcomeKind::from_word(kind.word()), Some(*kind));
        }
        assert_eq!(OutcomeKind::from_word("adopted"), None);
    }

    #[test]
    fn scores_run_from_one_to_five() {
        let accepted: Vec<u8> = (0..=u8::MAX).filter_map(|n| Score::new(n).ok()).map(Score::get).collect();
        assert_eq!(accepted, [1, 2, 3, 4, 5]);
    }
}
