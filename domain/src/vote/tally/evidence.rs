//! What is gathered from the ballots, by kind of paper: all that a method needs, and all that is stored with the
//! result.

use super::irv::RunOff;
use super::lot::Lot;
use super::pairwise::Pairwise;
use super::rankings::Rankings;
use super::score::Scores;
use super::spending::Spent;
use super::strict::StrictOrders;
use super::{Standing, Votes, approval, plurality};
use std::collections::BTreeMap;

use crate::vote::ballot::Ballot;
use crate::vote::rule::{BallotForm, Method, OptionNumber, Rule};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Each option once, in any order.
    Marks(Vec<Standing>),
    Scores(Scores),
    Pairs(Pairwise),
    Rounds(RunOff),
    Spent(Spent),
}

pub(super) enum Gathering {
    Marks(Votes),
    Scores(Scores),
    Ranks(Rankings),
    /// Options as they were marked together, and the voters who marked just these.
    Bundles(BTreeMap<Vec<usize>, u64>),
}

impl Gathering {
    pub fn begin(rule: &Rule) -> Self {
        let options = usize::from(rule.options());
        match rule.method.form() {
            BallotForm::Marks if rule.purse.is_some() => Self::Bundles(BTreeMap::new()),
            BallotForm::Marks => Self::Marks(Votes::none(rule.options())),
            BallotForm::Scores => Self::Scores(Scores::new(options)),
            BallotForm::Ranking => Self::Ranks(Rankings::new(options)),
        }
    }

    /// Adds a ballot the rule has found valid.
    pub fn add(&mut self, rule: &Rule, ballot: &Ballot) {
        match self {
            Self::Marks(votes) if rule.method == Method::ChooseOne => plurality::add(votes, ballot),
            Self::Marks(votes) => approval::add(votes, ballot),
            Self::Scores(scores) => scores.add(ballot.scores(), 1),
            Self::Bundles(bundles) => *bundles.entry(ballot.marks().map(place).collect()).or_default() += 1,
            Self::Ranks(rankings) => {
                let group =
                    |group: &std::collections::BTreeSet<OptionNumber>| group.iter().map(|o| place(*o)).collect();
                rankings.add_groups(&ballot.ranks().iter().map(group).collect::<Vec<_>>(), 1);
            }
        }
    }

    pub fn finish(self, rule: &Rule) -> Evidence {
        match (self, rule.method) {
            (Self::Marks(votes), _) => Evidence::Marks(votes.0),
            (Self::Scores(scores), _) => Evidence::Scores(scores),
            (Self::Bundles(bundles), Method::Budget { by }) => {
                let (ballots, lot) = (bundles.into_iter().collect::<Vec<_>>(), Lot::from(&rule.lot));
                let count = |purse| Evidence::Spent(Spent::count(purse, by, &ballots, &lot));
                rule.purse.as_ref().map_or(Evidence::Marks(Vec::new()), count)
            }
            (Self::Bundles(_), _) => Evidence::Marks(Vec::new()), // a rule has a purse with the budget methods only
            (Self::Ranks(rankings), Method::RunOff { overvote }) => {
                Evidence::Rounds(RunOff::count(&StrictOrders::of(&rankings, overvote), &Lot::from(&rule.lot)))
            }
            (Self::Ranks(rankings), _) => Evidence::Pairs(Pairwise::count(&rankings)),
        }
    }
}

/// The option's place on the paper, from 0, as the methods count.
pub(super) fn place(option: OptionNumber) -> usize {
    usize::from(option.get()) - 1
}

pub(super) fn at(place: usize) -> Option<OptionNumber> {
    u8::try_from(place).ok().and_then(|place| place.checked_add(1)).and_then(OptionNumber::new)
}
