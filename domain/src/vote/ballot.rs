//! Ballots: marks, ranks or scores on a paper, checked against the rule.

use super::rule::{BallotForm, OptionNumber, Rule};
use super::tally::score::BEST;
use std::collections::BTreeSet;

/// What a voter answered. With nothing marked it is a blank ballot: an abstention, which counts as cast but not as
/// valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot(Written);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Written {
    Marks(BTreeSet<OptionNumber>),
    /// Groups of tied options, best first; options left out tie below all of them.
    Ranking(Vec<BTreeSet<OptionNumber>>),
    /// A score for each option in the order of the paper, none for a blank.
    Scores(Vec<Option<u8>>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BallotRefusal {
    #[error("there is no option {number} on this ballot")]
    UnknownOption { number: u8 },
    #[error("option {number} is marked twice")]
    MarkedTwice { number: u8 },
    #[error("at most {at_most} may be marked")]
    TooMany { at_most: u8 },
    #[error("this vote asks for {}", asked(*.form))]
    OtherForm { form: BallotForm },
    #[error("a rank without an option")]
    EmptyRank,
    #[error("there must be a score, or a blank, for each of the {options} options")]
    ScoreForEach { options: u8 },
    #[error("the score of option {number} must be 0 to {BEST}")]
    Score { number: u8 },
}

fn asked(form: BallotForm) -> &'static str {
    match form {
        BallotForm::Marks => "choices",
        BallotForm::Ranking => "a ranking",
        BallotForm::Scores => "scores",
    }
}

impl BallotRefusal {
    pub fn word(self) -> &'static str {
        match self {
            Self::UnknownOption { .. } => "unknown_option",
            Self::MarkedTwice { .. } => "marked_twice",
            Self::TooMany { .. } => "too_many_marked",
            Self::OtherForm { .. } => "not_with_this_method",
            Self::EmptyRank => "empty_rank",
            Self::ScoreForEach { .. } => "score_for_each",
            Self::Score { .. } => "out_of_range",
        }
    }
}

impl Ballot {
    /// No canonical form is longer. Sealed ballots are padded to this length, so that their size does not reveal the
    /// choice.
    pub const MAX_CANONICAL: usize = 64;

    /// Marks as a voter hands them in: refused at once if the rule would not count them.
    pub fn parse(numbers: &[u8], rule: &Rule) -> Result<Self, BallotRefusal> {
        let mut marks = BTreeSet::new();
        numbers.iter().try_for_each(|number| mark(*number, &mut marks))?;
        Self(Written::Marks(marks)).checked(rule)
    }

    /// Marks as they were read from a sheet. More marks than allowed are recorded as they are, and make the ballot
    /// invalid.
    pub fn found(numbers: &[u8], rule: &Rule) -> Result<Self, BallotRefusal> {
        let mut marks = BTreeSet::new();
        numbers.iter().try_for_each(|number| mark(*number, &mut marks))?;
        let ballot = Self(Written::Marks(marks));
        match ballot.check(rule) {
            Ok(()) | Err(BallotRefusal::TooMany { .. }) => Ok(ballot),
            Err(refusal) => Err(refusal),
        }
    }

    /// Ranks as a voter hands them in, best first.
    pub fn ranked(groups: &[Vec<u8>], rule: &Rule) -> Result<Self, BallotRefusal> {
        let mut named = BTreeSet::new();
        let mut ranking = Vec::with_capacity(groups.len());
        for group in groups {
            group.iter().try_for_each(|number| mark(*number, &mut named))?;
            ranking.push(group.iter().filter_map(|number| OptionNumber::new(*number)).collect());
        }
        Self(Written::Ranking(ranking)).checked(rule)
    }

    /// Scores as a voter hands them in, in the order of the paper; none is a blank.
    pub fn scored(scores: &[Option<u8>], rule: &Rule) -> Result<Self, BallotRefusal> {
        Self(Written::Scores(scores.to_vec())).checked(rule)
    }

    fn checked(self, rule: &Rule) -> Result<Self, BallotRefusal> {
        self.check(rule).map(|()| self)
    }

    /// Checks an existing ballot against the rule, by whichever channel it came.
    pub fn check(&self, rule: &Rule) -> Result<(), BallotRefusal> {
        if self.form() != rule.method.form() {
            return Err(BallotRefusal::OtherForm { form: rule.method.form() });
        }
        if let Some(stranger) = self.marks().find(|option| option.get() > rule.options()) {
            return Err(BallotRefusal::UnknownOption { number: stranger.get() });
        }
        match &self.0 {
            Written::Marks(marks) => match rule.method.most_marks() {
                Some(at_most) if marks.len() > usize::from(at_most) => Err(BallotRefusal::TooMany { at_most }),
                _ => Ok(()),
            },
            Written::Ranking(groups) if groups.iter().any(BTreeSet::is_empty) => Err(BallotRefusal::EmptyRank),
            Written::Ranking(_) => Ok(()),
            Written::Scores(scores) if scores.len() != usize::from(rule.options()) => {
                Err(BallotRefusal::ScoreForEach { options: rule.options() })
            }
            Written::Scores(scores) => match (1..).zip(scores).find(|(_, score)| score.is_some_and(|s| s > BEST)) {
                Some((number, _)) => Err(BallotRefusal::Score { number }),
                None => Ok(()),
            },
        }
    }

    pub fn form(&self) -> BallotForm {
        match &self.0 {
            Written::Marks(_) => BallotForm::Marks,
            Written::Ranking(_) => BallotForm::Ranking,
            Written::Scores(_) => BallotForm::Scores,
        }
    }

    pub fn is_blank(&self) -> bool {
        self.marks().next().is_none()
    }

    /// The options the ballot says something about: those marked, ranked or scored. Ascending, but ranked ones by rank.
    pub fn marks(&self) -> impl Iterator<Item = OptionNumber> + '_ {
        let (marks, ranked, scores): (Option<&BTreeSet<_>>, &[BTreeSet<_>], &[Option<u8>]) = match &self.0 {
            Written::Marks(marks) => (Some(marks), &[], &[]),
            Written::Ranking(groups) => (None, groups, &[]),
            Written::Scores(scores) => (None, &[], scores),
        };
        let scored = (1..).zip(scores).filter(|(_, score)| score.is_some());
        let scored = scored.filter_map(|(number, _)| OptionNumber::new(number));
        marks.into_iter().chain(ranked).flatten().copied().chain(scored)
    }

    /// Groups of tied options, best first; none on a ballot without ranks.
    pub fn ranks(&self) -> &[BTreeSet<OptionNumber>] {
        match &self.0 {
            Written::Ranking(groups) => groups,
            Written::Marks(_) | Written::Scores(_) => &[],
        }
    }

    /// Scores in the order of the paper; none on a ballot without scores.
    pub fn scores(&self) -> &[Option<u8>] {
        match &self.0 {
            Written::Scores(scores) => scores,
            Written::Marks(_) | Written::Ranking(_) => &[],
        }
    }

    /// The one spelling that is hashed and sealed, version 1 of each: `marks:` and the numbers ascending, as in
    /// `marks:1,3`; `ranks:` and the groups, best first, ties ascending, as in `ranks:2>1=3`; `scores:` and a character
    /// for each option, its score or `-` for a blank, as in `scores:50-`.
    pub fn canonical(&self) -> String {
        let joined = |options: &BTreeSet<OptionNumber>, by: &str| {
            options.iter().map(OptionNumber::to_string).collect::<Vec<_>>().join(by)
        };
        match &self.0 {
            Written::Marks(marks) => format!("marks:{}", joined(marks, ",")),
            Written::Ranking(groups) => {
                let groups: Vec<String> = groups.iter().map(|group| joined(group, "=")).collect();
                format!("ranks:{}", groups.join(">"))
            }
            Written::Scores(scores) => {
                let cells = scores.iter().map(|score| score.map_or("-".to_owned(), |score| score.to_string()));
                format!("scores:{}", cells.collect::<String>())
            }
        }
    }

    /// Reads the canonical spelling back and nothing else.
    pub fn from_canonical(text: &str) -> Option<Self> {
        let (kind, list) = text.split_once(':')?;
        let options = |list: &str, by: char| {
            let numbers = list.split(by).filter(|number| !number.is_empty());
            numbers.map(|number| OptionNumber::new(number.parse().ok()?)).collect::<Option<BTreeSet<_>>>()
        };
        let written = match kind {
            "marks" => Written::Marks(options(list, ',')?),
            "ranks" if list.is_empty() => Written::Ranking(Vec::new()),
            "ranks" => Written::Ranking(list.split('>').map(|group| options(group, '=')).collect::<Option<_>>()?),
            "scores" => {
                let cell = |cell: char| match cell {
                    '-' => Some(None),
                    digit => u8::try_from(digit.to_digit(10)?).ok().filter(|score| *score <= BEST).map(Some),
                };
                Written::Scores(list.chars().map(cell).collect::<Option<_>>()?)
            }
            _ => return None,
        };
        let ballot = Self(written);
        let (named, groups) = (ballot.ranks().iter().flatten(), ballot.ranks());
        let apart =
            named.clone().collect::<BTreeSet<_>>().len() == named.count() && !groups.iter().any(BTreeSet::is_empty);
        (apart && ballot.canonical() == text).then_some(ballot)
    }
}

fn mark(number: u8, marks: &mut BTreeSet<OptionNumber>) -> Result<(), BallotRefusal> {
    let option = OptionNumber::new(number).ok_or(BallotRefusal::UnknownOption { number })?;
    if marks.insert(option) { Ok(()) } else { Err(BallotRefusal::MarkedTwice { number }) }
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
    fn marks_are_held_against_the_rule() {
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
    fn ranks_are_held_against_the_rule() {
        let rule = rule(Method::Borda, 3);
        type Case = (&'static [&'static [u8]], Result<&'static str, BallotRefusal>);
        let cases: [Case; 6] = [
            (&[], Ok("ranks:")),
            (&[&[2], &[3, 1]], Ok("ranks:2>1=3")),
            (&[&[2], &[2]], Err(BallotRefusal::MarkedTwice { number: 2 })),
            (&[&[4]], Err(BallotRefusal::UnknownOption { number: 4 })),
            (&[&[1], &[]], Err(BallotRefusal::EmptyRank)),
            (&[&[0]], Err(BallotRefusal::UnknownOption { number: 0 })),
        ];
        for (groups, expected) in cases {
            let groups: Vec<Vec<u8>> = groups.iter().map(|group| group.to_vec()).collect();
            let ballot = Ballot::ranked(&groups, &rule).map(|ballot| ballot.canonical());
            assert_eq!(ballot, expected.map(str::to_owned), "{groups:?}");
        }
        let other = BallotRefusal::OtherForm { form: BallotForm::Ranking };
        assert_eq!(Ballot::parse(&[1], &rule), Err(other));
    }

    #[test]
    fn scores_are_held_against_the_rule() {
        let rule = rule(Method::Score, 3);
        type Case = (&'static [Option<u8>], Result<&'static str, BallotRefusal>);
        let cases: [Case; 4] = [
            (&[Some(5), Some(0), None], Ok("scores:50-")),
            (&[None, None, None], Ok("scores:---")),
            (&[Some(5), Some(0)], Err(BallotRefusal::ScoreForEach { options: 3 })),
            (&[Some(5), Some(6), None], Err(BallotRefusal::Score { number: 2 })),
        ];
        for (scores, expected) in cases {
            let ballot = Ballot::scored(scores, &rule);
            assert_eq!(ballot.clone().map(|ballot| ballot.canonical()), expected.map(str::to_owned), "{scores:?}");
            let read = ballot
                .map(|ballot| (Ballot::from_canonical(&ballot.canonical()) == Some(ballot.clone()), ballot.is_blank()));
            assert!(read.is_err() || read == Ok((true, scores[0].is_none())), "{scores:?}");
        }
    }

    #[test]
    fn only_the_canonical_spelling_is_read_back() {
        let marks = ["", "marks", "marks:3,1", "marks:1,1", "marks:01", "marks:1,", "marks: 1", "marks:0", "marks:21"];
        let ranks = ["ranks", "ranks:3=1", "ranks:1>1", "ranks:1>", "ranks:>1", "ranks:1>>2", "ranks:0", "ranks:1,2"];
        let scores = ["scores", "scores:6", "scores:5,0", "scores: ", "scores:x", "scored:5"];
        for text in marks.iter().chain(&ranks).chain(&scores) {
            assert_eq!(Ballot::from_canonical(text), None, "{text}");
        }
    }

    #[test]
    fn the_longest_ballot_fits_its_padding() {
        let all: Vec<u8> = (1..=OptionNumber::MAX).collect();
        let approve = rule(Method::Approve { at_most: OptionNumber::MAX }, OptionNumber::MAX);
        let longest = Ballot::parse(&all, &approve).unwrap().canonical();
        assert!(longest.len() <= Ballot::MAX_CANONICAL, "{}", longest.len());
        let one_by_one: Vec<Vec<u8>> = all.iter().map(|number| vec![*number]).collect();
        let longest = Ballot::ranked(&one_by_one, &rule(Method::Borda, OptionNumber::MAX)).unwrap().canonical();
        assert!(longest.len() <= Ballot::MAX_CANONICAL, "{}", longest.len());
        let scores = vec![Some(5); usize::from(OptionNumber::MAX)];
        let longest = Ballot::scored(&scores, &rule(Method::Star, OptionNumber::MAX)).unwrap().canonical();
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
