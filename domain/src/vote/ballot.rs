//! Ballots: marks on a paper, checked against the rule.

use super::rule::{OptionNumber, Rule};
use std::collections::BTreeSet;

/// The options a voter marked. No mark at all is a blank ballot: an abstention, which counts as cast but not as valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    marks: BTreeSet<OptionNumber>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BallotRefusal {
    #[error("there is no option {number} on this ballot")]
    UnknownOption { number: u8 },
    #[error("option {number} is marked twice")]
    MarkedTwice { number: u8 },
    #[error("at most {at_most} may be marked")]
    TooMany { at_most: u8 },
}

impl BallotRefusal {
    pub fn word(self) -> &'static str {
        match self {
            Self::UnknownOption { .. } => "unknown_option",
            Self::MarkedTwice { .. } => "marked_twice",
            Self::TooMany { .. } => "too_many_marked",
        }
    }
}

impl Ballot {
    /// No canonical form is longer; sealed ballots are padded to it, so that their size tells nothing.
    pub const MAX_CANONICAL: usize = 64;

    /// A ballot as a voter hands it in: refused at once if the rule would not count it.
    pub fn parse(numbers: &[u8], rule: &Rule) -> Result<Self, BallotRefusal> {
        let mut marks = BTreeSet::new();
        for &number in numbers {
            let option = OptionNumber::new(number).ok_or(BallotRefusal::UnknownOption { number })?;
            if !marks.insert(option) {
                return Err(BallotRefusal::MarkedTwice { number });
            }
        }
        let ballot = Self { marks };
        ballot.check(rule)?;
        Ok(ballot)
    }

    /// The rule's word on a ballot that is already there, whichever way it came.
    pub fn check(&self, rule: &Rule) -> Result<(), BallotRefusal> {
        if let Some(stranger) = self.marks.iter().find(|option| option.get() > rule.options()) {
            return Err(BallotRefusal::UnknownOption { number: stranger.get() });
        }
        let at_most = rule.method.most_marks();
        if self.marks.len() > usize::from(at_most) { Err(BallotRefusal::TooMany { at_most }) } else { Ok(()) }
    }

    pub fn is_blank(&self) -> bool {
        self.marks.is_empty()
    }

    pub fn marks(&self) -> impl Iterator<Item = OptionNumber> + '_ {
        self.marks.iter().copied()
    }

    /// The one spelling that is hashed and sealed: `marks:` and the numbers ascending, as in `marks:1,3`.
    pub fn canonical(&self) -> String {
        let numbers: Vec<String> = self.marks.iter().map(OptionNumber::to_string).collect();
        format!("marks:{}", numbers.join(","))
    }

    /// Reads the canonical spelling back and nothing else.
    pub fn from_canonical(text: &str) -> Option<Self> {
        let list = text.strip_prefix("marks:")?;
        let numbers = list.split(',').filter(|number| !number.is_empty());
        let marks = numbers.map(|number| OptionNumber::new(number.parse().ok()?)).collect::<Option<BTreeSet<_>>>()?;
        let ballot = Self { marks };
        (ballot.canonical() == text).then_some(ballot)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::rule::{Electorate, LotOrder, Method};
    use super::*;
    use proptest::prelude::*;

    pub fn rule(method: Method, options: u8) -> Rule {
        let numbers: Vec<u8> = (1..=options).collect();
        let lot = LotOrder::parse(&numbers, options).unwrap();
        Rule::new(method, Electorate::Person, None, None, lot).unwrap()
    }

    #[test]
    fn marks_are_held_against_the_paper() {
        let (one, two) = (rule(Method::ChooseOne, 3), rule(Method::Approve { at_most: 2 }, 3));
        let cases: [(&Rule, &[u8], Result<&str, BallotRefusal>); 9] = [
            (&one, &[], Ok("marks:")),
            (&one, &[2], Ok("marks:2")),
            (&one, &[1, 2], Err(BallotRefusal::TooMany { at_most: 1 })),
            (&one, &[4], Err(BallotRefusal::UnknownOption { number: 4 })),
            (&one, &[0], Err(BallotRefusal::UnknownOption { number: 0 })),
            (&two, &[3, 1], Ok("marks:1,3")),
            (&two, &[1, 1], Err(BallotRefusal::MarkedTwice { number: 1 })),
            (&two, &[1, 2, 3], Err(BallotRefusal::TooMany { at_most: 2 })),
            (&two, &[1, 255], Err(BallotRefusal::UnknownOption { number: 255 })),
        ];
        for (rule, numbers, expected) in cases {
            let ballot = Ballot::parse(numbers, rule).map(|ballot| ballot.canonical());
            assert_eq!(ballot, expected.map(str::to_owned), "{numbers:?}");
        }
    }

    #[test]
    fn only_the_canonical_spelling_is_read_back() {
        for text in ["", "marks", "marks:3,1", "marks:1,1", "marks:01", "marks:1,", "marks: 1", "marks:0", "marks:21"] {
            assert_eq!(Ballot::from_canonical(text), None, "{text}");
        }
    }

    #[test]
    fn the_longest_ballot_fits_its_padding() {
        let all: Vec<u8> = (1..=OptionNumber::MAX).collect();
        let paper = rule(Method::Approve { at_most: OptionNumber::MAX }, OptionNumber::MAX);
        let longest = Ballot::parse(&all, &paper).unwrap().canonical();
        assert!(longest.len() <= Ballot::MAX_CANONICAL, "{}", longest.len());
    }

    proptest! {
        #[test]
        fn canonical_goes_both_ways(numbers in proptest::collection::btree_set(1u8..=20, 0..=20)) {
            let numbers: Vec<u8> = numbers.into_iter().collect();
            let ballot = Ballot::parse(&numbers, &rule(Method::Approve { at_most: 20 }, 20)).unwrap();
            prop_assert_eq!(Ballot::from_canonical(&ballot.canonical()), Some(ballot));
        }
    }
}
