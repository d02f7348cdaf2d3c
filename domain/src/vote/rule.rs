//! What a vote fixes before it opens: method, electorate, quorum, threshold and the lot order.

use super::quorum::{Base, Share};

/// The place of an option on the ballot paper, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionNumber(u8);

impl OptionNumber {
    /// More designs than this make no paper a resident can survey.
    pub const MAX: u8 = 20;

    pub fn new(number: u8) -> Option<Self> {
        (1..=Self::MAX).contains(&number).then_some(Self(number))
    }

    pub fn get(self) -> u8 {
        self.0
    }

    /// The numbers 1 to `options`.
    pub fn up_to(options: u8) -> impl Iterator<Item = Self> + Clone {
        (1..=options.min(Self::MAX)).map(Self)
    }
}

impl std::fmt::Display for OptionNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// One mark; most marks win (plurality).
    ChooseOne,
    /// Up to `at_most` marks; most marks win (approval).
    Approve { at_most: u8 },
}

impl Method {
    pub const WORDS: &[&str] = &["choose_one", "approve"];

    /// Two designs: choose one. Three or more: approve all but one at most, since approving all says nothing.
    pub fn default_for(options: u8) -> Self {
        if options < 3 { Self::ChooseOne } else { Self::Approve { at_most: options - 1 } }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::ChooseOne => "choose_one",
            Self::Approve { .. } => "approve",
        }
    }

    /// `at_most` belongs to `approve` only; left out there, it is all options but one.
    pub fn from_word(word: &str, at_most: Option<u8>, options: u8) -> Result<Self, RuleRefusal> {
        match (word, at_most) {
            ("choose_one", None) => Ok(Self::ChooseOne),
            ("choose_one", Some(_)) => Err(RuleRefusal::LimitWithoutApproval),
            ("approve", None) => Ok(Self::Approve { at_most: options.saturating_sub(1).max(1) }),
            ("approve", Some(at_most)) if (1..=options).contains(&at_most) => Ok(Self::Approve { at_most }),
            ("approve", Some(_)) => Err(RuleRefusal::Limit { options }),
            _ => Err(RuleRefusal::UnknownMethod),
        }
    }

    /// How many marks a ballot may carry.
    pub fn most_marks(self) -> u8 {
        match self {
            Self::ChooseOne => 1,
            Self::Approve { at_most } => at_most,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Electorate {
    /// One person, one ballot, tenants too.
    Person,
    /// One household, one ballot; any of its members casts or changes it.
    Household,
}

impl Electorate {
    pub const ALL: &[Self] = &[Self::Person, Self::Household];

    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Household => "household",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|electorate| electorate.word() == word)
    }
}

/// Every option once; of options that tie, the one named earlier goes before the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotOrder(Vec<OptionNumber>);

impl LotOrder {
    pub fn parse(numbers: &[u8], options: u8) -> Result<Self, RuleRefusal> {
        let order: Vec<OptionNumber> = numbers.iter().filter_map(|number| OptionNumber::new(*number)).collect();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        let permutation = order.len() == numbers.len() && sorted.iter().copied().eq(OptionNumber::up_to(options));
        if permutation { Ok(Self(order)) } else { Err(RuleRefusal::LotOrder { options }) }
    }

    pub fn as_slice(&self) -> &[OptionNumber] {
        &self.0
    }

    /// Where the option stands in the order, from 0.
    pub fn place(&self, option: OptionNumber) -> usize {
        self.0.iter().position(|other| *other == option).unwrap_or(self.0.len())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub method: Method,
    pub electorate: Electorate,
    /// How much of the roll must return a ballot; none asks for nothing (the ordinances fix no number).
    pub quorum: Option<Share>,
    /// How much the winner needs; none asks for nothing beyond the most votes.
    pub threshold: Option<Share>,
    pub lot: LotOrder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleRefusal {
    #[error("the method must be choose_one or approve")]
    UnknownMethod,
    #[error("only the method approve takes a limit")]
    LimitWithoutApproval,
    #[error("the limit must be between 1 and the number of options, {options}")]
    Limit { options: u8 },
    #[error("the lot order must name each of the options 1 to {options} once")]
    LotOrder { options: u8 },
    #[error(
        "a quorum is measured against the eligible: any other base would measure the returned ballots by themselves"
    )]
    QuorumBase,
}

impl Rule {
    /// Parts parsed one by one; what is left to check is that they go together.
    pub fn new(
        method: Method,
        electorate: Electorate,
        quorum: Option<Share>,
        threshold: Option<Share>,
        lot: LotOrder,
    ) -> Result<Self, RuleRefusal> {
        if quorum.is_some_and(|share| share.base() != Base::Eligible) {
            return Err(RuleRefusal::QuorumBase);
        }
        Ok(Self { method, electorate, quorum, threshold, lot })
    }

    /// How many options the paper has.
    pub fn options(&self) -> u8 {
        u8::try_from(self.lot.0.len()).unwrap_or(OptionNumber::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::super::quorum::Cmp;
    use super::*;

    #[test]
    fn three_designs_or_more_are_approved_two_are_chosen_from() {
        assert_eq!(Method::default_for(2), Method::ChooseOne);
        assert_eq!(Method::default_for(3), Method::Approve { at_most: 2 });
    }

    #[test]
    fn a_limit_fits_the_options_and_the_method() {
        let cases = [
            ("choose_one", None, Ok(Method::ChooseOne)),
            ("choose_one", Some(1), Err(RuleRefusal::LimitWithoutApproval)),
            ("approve", None, Ok(Method::Approve { at_most: 3 })),
            ("approve", Some(1), Ok(Method::Approve { at_most: 1 })),
            ("approve", Some(4), Ok(Method::Approve { at_most: 4 })),
            ("approve", Some(0), Err(RuleRefusal::Limit { options: 4 })),
            ("approve", Some(5), Err(RuleRefusal::Limit { options: 4 })),
            ("rank", None, Err(RuleRefusal::UnknownMethod)),
        ];
        for (word, at_most, expected) in cases {
            assert_eq!(Method::from_word(word, at_most, 4), expected, "{word} {at_most:?}");
        }
    }

    #[test]
    fn a_lot_order_is_a_permutation() {
        let lot = LotOrder::parse(&[3, 1, 2], 3).unwrap();
        let three = OptionNumber::new(3).unwrap();
        assert_eq!(lot.place(three), 0);
        let wrong: [&[u8]; 6] = [&[], &[1, 2], &[1, 2, 2], &[1, 2, 4], &[0, 1, 2], &[1, 2, 3, 3]];
        for numbers in wrong {
            assert_eq!(LotOrder::parse(numbers, 3), Err(RuleRefusal::LotOrder { options: 3 }), "{numbers:?}");
        }
    }

    #[test]
    fn a_quorum_counts_against_the_roll() {
        for base in Base::ALL {
            let quorum = Share::parse(*base, Cmp::Ge, 1, 3).ok();
            let lot = LotOrder::parse(&[1, 2], 2).unwrap();
            let rule = Rule::new(Method::ChooseOne, Electorate::Person, quorum, quorum, lot);
            assert_eq!(rule.is_ok(), *base == Base::Eligible, "{base:?}");
        }
    }
}
