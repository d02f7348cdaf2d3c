//! What a vote fixes before it opens: method, electorate, quorum, threshold and the lot order.

use super::admission::Admission;
use super::purse::{Purse, Spending};
use super::quorum::{Base, Share};
use super::tally::pairwise::Strength;
use super::tally::strict::Overvote;
use super::ways::Ways;

/// The place of an option on the ballot paper, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionNumber(u8);

impl OptionNumber {
    /// A resident can't survey a ballot paper with more designs than this.
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
    /// A score 0 to 5 for each option; the highest sum wins.
    Score,
    /// Scores; of the two options with the highest sums, the one that more voters score higher wins.
    Star,
    /// Scores read as grades; the highest median wins.
    MajorityJudgment,
    /// Ranks; the option with the fewest ballots leaves, round by round, until one has more than half (instant
    /// run-off).
    RunOff { overvote: Overvote },
    /// Ranks; strongest paths of defeats.
    Schulze { strength: Strength },
    /// Ranks; the strongest defeats are locked in first.
    RankedPairs { strength: Strength },
    /// Ranks; a point for every option below.
    Borda,
    /// Ranks; a point for every option beaten.
    Copeland,
    /// Marks, as many as the voter likes, for costed parts; the budget pays for some of them.
    Budget { by: Spending },
}

/// What a ballot looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BallotForm {
    Marks,
    Ranking,
    Scores,
}

impl Method {
    /// Every method but `Approve`, whose limit depends on the options.
    const PLAIN: [Self; 15] = [
        Self::ChooseOne,
        Self::Score,
        Self::Star,
        Self::MajorityJudgment,
        Self::RunOff { overvote: Overvote::Stop },
        Self::RunOff { overvote: Overvote::Skip },
        Self::Schulze { strength: Strength::WinningVotes },
        Self::Schulze { strength: Strength::Margins },
        Self::RankedPairs { strength: Strength::WinningVotes },
        Self::RankedPairs { strength: Strength::Margins },
        Self::Borda,
        Self::Copeland,
        Self::Budget { by: Spending::Greedy },
        Self::Budget { by: Spending::GreedyStopping },
        Self::Budget { by: Spending::EqualShares },
    ];

    /// Two designs: choose one. Three or more: approve all but one at most, since approving all says nothing.
    pub fn default_for(options: u8) -> Self {
        if options < 3 { Self::ChooseOne } else { Self::Approve { at_most: options - 1 } }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::ChooseOne => "choose_one",
            Self::Approve { .. } => "approve",
            Self::Score => "score",
            Self::Star => "star",
            Self::MajorityJudgment => "majority_judgment",
            Self::RunOff { overvote: Overvote::Stop } => "run_off",
            Self::RunOff { overvote: Overvote::Skip } => "run_off_skipping",
            Self::Schulze { strength: Strength::WinningVotes } => "schulze",
            Self::Schulze { strength: Strength::Margins } => "schulze_margins",
            Self::RankedPairs { strength: Strength::WinningVotes } => "ranked_pairs",
            Self::RankedPairs { strength: Strength::Margins } => "ranked_pairs_margins",
            Self::Borda => "borda",
            Self::Copeland => "copeland",
            Self::Budget { by: Spending::Greedy } => "budget_greedy",
            Self::Budget { by: Spending::GreedyStopping } => "budget_greedy_stopping",
            Self::Budget { by: Spending::EqualShares } => "budget_equal_shares",
        }
    }

    pub fn form(self) -> BallotForm {
        match self {
            Self::ChooseOne | Self::Approve { .. } | Self::Budget { .. } => BallotForm::Marks,
            Self::Score | Self::Star | Self::MajorityJudgment => BallotForm::Scores,
            Self::RunOff { .. } | Self::Schulze { .. } | Self::RankedPairs { .. } | Self::Borda | Self::Copeland => {
                BallotForm::Ranking
            }
        }
    }

    /// Whether it counts voters for an option, so that a threshold of voters can be asked for.
    pub fn counts_supporters(self) -> bool {
        match self {
            Self::ChooseOne | Self::Approve { .. } | Self::Star | Self::RunOff { .. } => true,
            Self::Score
            | Self::MajorityJudgment
            | Self::Schulze { .. }
            | Self::RankedPairs { .. }
            | Self::Borda
            | Self::Copeland
            | Self::Budget { .. } => false,
        }
    }

    /// `at_most` belongs to `approve` only; left out there, it is all options but one.
    pub fn from_word(word: &str, at_most: Option<u8>, options: u8) -> Result<Self, RuleRefusal> {
        match (word, at_most) {
            ("approve", None) => Ok(Self::Approve { at_most: options.saturating_sub(1).max(1) }),
            ("approve", Some(at_most)) if (1..=options).contains(&at_most) => Ok(Self::Approve { at_most }),
            ("approve", Some(_)) => Err(RuleRefusal::Limit { options }),
            (_, limit) => {
                let method = Self::PLAIN.into_iter().find(|method| method.word() == word);
                let method = method.ok_or(RuleRefusal::UnknownMethod)?;
                if limit.is_some() { Err(RuleRefusal::LimitWithoutApproval) } else { Ok(method) }
            }
        }
    }

    /// The limit of marks that is published beside the method's word; none for every method but `Approve`.
    pub fn limit(self) -> Option<u8> {
        if let Self::Approve { at_most } = self { Some(at_most) } else { None }
    }

    /// How many marks a ballot may carry; none where ballots carry no marks.
    pub fn most_marks(self) -> Option<u8> {
        match self {
            Self::ChooseOne => Some(1),
            Self::Approve { at_most } => Some(at_most),
            Self::Budget { .. } => Some(OptionNumber::MAX),
            Self::Score
            | Self::Star
            | Self::MajorityJudgment
            | Self::RunOff { .. }
            | Self::Schulze { .. }
            | Self::RankedPairs { .. }
            | Self::Borda
            | Self::Copeland => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Electorate {
    /// One person, one ballot, tenants too.
    Person,
    /// One household, one ballot; any of its members casts or changes it.
    Household,
    /// One head of an estate's register (one or more flats of the same owners), one ballot; any of its owners casts or
    /// changes it.
    Flat,
}

impl Electorate {
    pub const ALL: &[Self] = &[Self::Person, Self::Household, Self::Flat];

    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Household => "household",
            Self::Flat => "flat",
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

/// What decides when the method's own rule leaves a tie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnTie {
    #[default]
    Lot,
    /// Nobody is elected, and the vote may be held again.
    NoResult,
}

impl OnTie {
    pub const ALL: &[Self] = &[Self::Lot, Self::NoResult];

    pub fn word(self) -> &'static str {
        match self {
            Self::Lot => "lot",
            Self::NoResult => "no_result",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|on_tie| on_tie.word() == word)
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
    /// Whether and how others may cast for a voter, and which ballot counts then. None: nobody may, as in votes from
    /// before this rule existed.
    pub ways: Option<Ways>,
    pub on_tie: OnTie,
    pub admission: Admission,
    /// Days in which the result can be objected to; it is certified only after them. With 0, objections are taken until
    /// the certification.
    pub objection_days: u8,
    /// There with the budget methods, and only with them.
    pub purse: Option<Purse>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleRefusal {
    #[error("there is no such method")]
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
    #[error("this method counts no voters for an option, so it can't hold them against a threshold")]
    ThresholdMethod,
    #[error("must be 0 to {} days", Rule::OBJECTION_DAYS_MAX)]
    ObjectionDays,
    #[error("a budget goes with the budget methods, and these need one")]
    Purse,
    #[error("flats vote by an owners' register, and nobody else does")]
    Register,
    #[error("a register of owners knows no residents: neither their age nor when they were verified")]
    OfResidentsOnly,
}

impl Rule {
    pub const OBJECTION_DAYS_MAX: u8 = 30;

    /// Checks that the parts, each parsed before, go together. Unless set otherwise afterwards, the lot decides ties,
    /// all residents are admitted and there is no time to object.
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
        if threshold.is_some() && !method.counts_supporters() {
            return Err(RuleRefusal::ThresholdMethod);
        }
        let (on_tie, admission, objection_days) = (OnTie::Lot, Admission::default(), 0);
        let (ways, purse) = (None, None);
        Ok(Self { method, electorate, quorum, threshold, lot, on_tie, admission, objection_days, ways, purse })
    }

    /// The same rule with these bounds on ballots that others cast for a voter.
    pub fn with_ways(self, ways: Option<Ways>) -> Self {
        Self { ways, ..self }
    }

    pub fn admitting(self, admission: Admission) -> Result<Self, RuleRefusal> {
        if (self.electorate == Electorate::Flat) != admission.register.is_some() {
            return Err(RuleRefusal::Register);
        }
        if admission.register.is_some() && (admission.age.is_some() || admission.verified_by.is_some()) {
            return Err(RuleRefusal::OfResidentsOnly);
        }
        Ok(Self { admission, ..self })
    }

    pub fn objected_to_for(self, objection_days: u8) -> Result<Self, RuleRefusal> {
        let fits = objection_days <= Self::OBJECTION_DAYS_MAX;
        if fits { Ok(Self { objection_days, ..self }) } else { Err(RuleRefusal::ObjectionDays) }
    }

    /// The same rule with what there is to spend. A budget method must have a purse, and no other method may.
    pub fn with_purse(self, purse: Option<Purse>) -> Result<Self, RuleRefusal> {
        let spends = match self.method {
            Method::Budget { .. } => true,
            Method::ChooseOne
            | Method::Approve { .. }
            | Method::Score
            | Method::Star
            | Method::MajorityJudgment
            | Method::RunOff { .. }
            | Method::Schulze { .. }
            | Method::RankedPairs { .. }
            | Method::Borda
            | Method::Copeland => false,
        };
        if spends == purse.is_some() { Ok(Self { purse, ..self }) } else { Err(RuleRefusal::Purse) }
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
            ("star", None, Ok(Method::Star)),
            ("star", Some(2), Err(RuleRefusal::LimitWithoutApproval)),
        ];
        for (word, at_most, expected) in cases {
            assert_eq!(Method::from_word(word, at_most, 4), expected, "{word} {at_most:?}");
        }
    }

    #[test]
    fn words_go_both_ways_and_are_all_different() {
        for method in Method::PLAIN {
            assert_eq!(Method::from_word(method.word(), None, 3), Ok(method));
        }
    }

    #[test]
    fn only_methods_that_count_supporters_take_a_threshold() {
        let share = Share::parse(Base::Valid, Cmp::Gt, 1, 2).ok();
        for method in Method::PLAIN {
            let lot = LotOrder::parse(&[1, 2], 2).unwrap();
            let rule = Rule::new(method, Electorate::Person, None, share, lot);
            assert_eq!(rule.is_ok(), method.counts_supporters(), "{method:?}");
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
