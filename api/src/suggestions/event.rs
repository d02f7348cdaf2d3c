//! What happened to a suggestion, in order. Earlier wordings of an answer and earlier ratings stay readable here.

use domain::Time;
use domain::suggestion::Suggestion;
use domain::suggestion::answer::OutcomeKind;

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    Submitted,
    Acknowledged,
    Answered,
    Rated,
    Adopted,
    Withdrawn,
}

#[derive(Clone, Debug)]
pub struct Event {
    pub happening: Happening,
    /// `author`, or the role the person acted in.
    pub by: String,
    pub at: Time,
    pub outcome: Option<OutcomeKind>,
    pub answer: Option<String>,
    pub score: Option<u8>,
}

impl Happening {
    pub const ALL: &[Self] =
        &[Self::Submitted, Self::Acknowledged, Self::Answered, Self::Rated, Self::Adopted, Self::Withdrawn];

    pub fn word(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Acknowledged => "acknowledged",
            Self::Answered => "answered",
            Self::Rated => "rated",
            Self::Adopted => "adopted",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|happening| happening.word() == word)
    }

    /// The event for what just happened to `suggestion`; `role` is the actor's.
    pub fn to(self, suggestion: &Suggestion, role: &str, at: Time) -> Event {
        let bare = Event { happening: self, by: role.to_owned(), at, outcome: None, answer: None, score: None };
        let by_author = Event { by: "author".to_owned(), ..bare.clone() };
        let answered = suggestion.answered();
        match self {
            Self::Submitted | Self::Withdrawn => by_author,
            Self::Acknowledged | Self::Adopted => bare,
            Self::Answered => Event {
                outcome: answered.map(|answered| answered.answer.outcome.kind()),
                answer: answered.map(|answered| answered.answer.text.to_string()),
                ..bare
            },
            Self::Rated => {
                let rating = answered.and_then(|answered| answered.rating);
                Event { score: rating.map(|rating| rating.score.get()), ..by_author }
            }
        }
    }
}
