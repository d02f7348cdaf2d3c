//! Consent (PIPL 14–16): a person gives it freely, for one purpose in the words that they saw, and can withdraw it as
//! easily. After a no they are not asked again for the same words.

/// What a person decided about a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Given,
    /// A no without a yes before it.
    Refused,
    /// A no that takes back a yes.
    Withdrawn,
}

/// The newest decision about a purpose, and the hash of the words it was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub decision: Decision,
    pub text_hash: String,
}

impl Decision {
    pub const ALL: &[Self] = &[Self::Given, Self::Refused, Self::Withdrawn];

    pub fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|decision| decision.word() == word)
    }

    /// How a no is recorded after the decision before it; none if that was a no already.
    pub fn no_after(before: Option<Self>) -> Option<Self> {
        match before {
            None => Some(Self::Refused),
            Some(Self::Given) => Some(Self::Withdrawn),
            Some(Self::Refused | Self::Withdrawn) => None,
        }
    }
}

impl Decided {
    /// Is it a yes to these words? A purpose with new words needs a new yes (PIPL 14).
    pub fn allows(&self, text_hash: &str) -> bool {
        self.decision == Decision::Given && self.text_hash == text_hash
    }
}

/// Must the person still be asked? Nobody is asked again if a new version of the policy leaves the purpose's words as
/// they were.
pub fn is_to_be_asked(newest: Option<&Decided>, text_hash: &str) -> bool {
    newest.is_none_or(|decided| decided.text_hash != text_hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_is_to_the_words_it_was_given_to_and_a_no_is_remembered() {
        let decided = |decision| Decided { decision, text_hash: "old".to_owned() };
        assert!(decided(Decision::Given).allows("old"));
        assert!(!decided(Decision::Given).allows("new"));
        for no in [Decision::Refused, Decision::Withdrawn] {
            assert!(!decided(no).allows("old"));
            assert!(!is_to_be_asked(Some(&decided(no)), "old"), "not again after a no");
        }
        assert!(is_to_be_asked(None, "old"));
        assert!(is_to_be_asked(Some(&decided(Decision::Refused)), "new"), "another question");
    }

    #[test]
    fn a_no_is_said_once() {
        assert_eq!(Decision::no_after(None), Some(Decision::Refused));
        assert_eq!(Decision::no_after(Some(Decision::Given)), Some(Decision::Withdrawn));
        assert_eq!(Decision::no_after(Some(Decision::Refused)), None);
        assert_eq!(Decision::no_after(Some(Decision::Withdrawn)), None);
    }
}
