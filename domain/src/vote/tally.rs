//! The tally: from ballots to an outcome. It is exact, and does not depend on the order of the ballots, so that anybody
//! can repeat it.

pub mod approval;
pub mod borda;
pub mod budget;
pub mod copeland;
pub mod evidence;
mod explained;
mod grid;
pub mod irv;
mod leg;
pub mod lot;
pub mod majority_judgment;
pub mod minimax;
pub mod owners;
pub mod pairwise;
pub mod plurality;
#[cfg(test)]
mod promises;
pub mod ranked_pairs;
pub mod rankings;
pub mod schulze;
pub mod score;
pub mod spending;
pub mod star;
pub mod strict;
#[cfg(test)]
mod tests;
mod verdict;

use super::ballot::Ballot;
use super::quorum::Base;
use super::rule::{OptionNumber, Rule};
pub use evidence::Evidence;
use evidence::Gathering;
pub use explained::Round;
pub use grid::Grid;
pub use leg::{Leg, LegKind};
use verdict::Verdict;

/// How many voters and ballots there are. Every ballot cast is valid, blank or invalid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heads {
    pub eligible: u64,
    pub cast: u64,
    pub valid: u64,
    /// Abstentions: returned without a mark.
    pub blank: u64,
    /// Against the rule, such as more marks than allowed.
    pub invalid: u64,
}

impl Heads {
    pub fn participating(&self) -> u64 {
        self.cast
    }

    pub fn base(&self, base: Base) -> u64 {
        match base {
            Base::Eligible => self.eligible,
            Base::Cast => self.cast,
            Base::Valid => self.valid,
            Base::Participating => self.participating(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub option: OptionNumber,
    /// The method's figure: votes; the sum of scores (score, STAR); the median (majority judgment); the ballots of the
    /// last round it stood in (run-off); doubled points (Borda, Copeland); doubled wins head to head (Schulze, ranked
    /// pairs).
    pub votes: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoResult {
    /// Too few returned a ballot.
    QuorumMissed,
    /// No valid ballot: there is nothing to draw lots about.
    NoVotes,
    /// The leading option does not have enough support.
    ThresholdMissed,
    /// The method's own rule leaves a tie, and the vote's rule has no lot decide it.
    Tied,
    /// Under Equal Shares no option's voters could pay for it within the budget.
    NothingFunded,
}

impl NoResult {
    pub const ALL: &[Self] =
        &[Self::QuorumMissed, Self::NoVotes, Self::ThresholdMissed, Self::Tied, Self::NothingFunded];

    pub fn word(self) -> &'static str {
        match self {
            Self::QuorumMissed => "quorum_missed",
            Self::NoVotes => "no_votes",
            Self::ThresholdMissed => "threshold_missed",
            Self::Tied => "tied",
            Self::NothingFunded => "nothing_funded",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|why| why.word() == word)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// `by_lot`: others had as many votes, and the lot order fixed before opening decided. In a budget vote, `option`
    /// is the first of the funded options.
    Elected {
        option: OptionNumber,
        by_lot: bool,
    },
    NoResult(NoResult),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub heads: Heads,
    /// The winner first, then most votes first; equals in lot order.
    pub standings: Vec<Standing>,
    /// The options that share first place, in lot order; empty if one stands alone or nobody has a vote.
    pub tied: Vec<OptionNumber>,
    /// Each quorum and threshold of the rule, met or not.
    pub legs: Vec<Leg>,
    pub outcome: Outcome,
    /// Of a budget vote with a result: the options the budget pays for, in the order in which they were chosen.
    pub funded: Vec<OptionNumber>,
    /// What was gathered from the ballots.
    pub evidence: Evidence,
    /// How the method came to its winner, step by step; empty where the standings say it all.
    pub rounds: Vec<Round>,
}

/// Support for each option, in the order of the paper.
struct Votes(Vec<Standing>);

impl Votes {
    fn none(options: u8) -> Self {
        Self(OptionNumber::up_to(options).map(|option| Standing { option, votes: 0 }).collect())
    }

    fn support(&mut self, option: OptionNumber) {
        if let Some(standing) = self.0.iter_mut().find(|standing| standing.option == option) {
            standing.votes += 1;
        }
    }
}

/// A count under way: one ballot for each voter who returned one, in any order.
pub struct Count<'a> {
    rule: &'a Rule,
    heads: Heads,
    gathering: Gathering,
}

impl<'a> Count<'a> {
    /// `eligible` is the size of the frozen roll.
    pub fn begin(rule: &'a Rule, eligible: u64) -> Self {
        Self { rule, heads: Heads { eligible, ..Heads::default() }, gathering: Gathering::begin(rule) }
    }

    pub fn add(&mut self, ballot: &Ballot) {
        self.heads.cast += 1;
        if ballot.check(self.rule).is_err() {
            self.heads.invalid += 1;
        } else if ballot.is_blank() {
            self.heads.blank += 1;
        } else {
            self.heads.valid += 1;
            self.gathering.add(self.rule, ballot);
        }
    }

    pub fn finish(self) -> Tally {
        Tally::decide(self.rule, self.heads, self.gathering.finish(self.rule))
    }
}

pub fn tally<'a>(rule: &Rule, eligible: u64, ballots: impl IntoIterator<Item = &'a Ballot>) -> Tally {
    let mut count = Count::begin(rule, eligible);
    ballots.into_iter().for_each(|ballot| count.add(ballot));
    count.finish()
}

impl Tally {
    /// Applies the rule to the evidence gathered from the ballots.
    pub fn decide(rule: &Rule, heads: Heads, evidence: Evidence) -> Self {
        let Verdict { standings, leader, support, tied, by_lot, undecided, funded } =
            Verdict::of(rule, heads.valid, &evidence);
        let quorum = rule.quorum.map(|share| Leg::quorum(share, &heads));
        let threshold = rule.threshold.zip(leader).map(|(share, first)| Leg::threshold(share, first, support, &heads));
        let missed = |leg: Option<Leg>| leg.is_some_and(|leg| !leg.met());
        let outcome = match leader {
            _ if missed(quorum) => Outcome::NoResult(NoResult::QuorumMissed),
            None if undecided => Outcome::NoResult(NoResult::Tied),
            None if rule.purse.is_some() && heads.valid > 0 => Outcome::NoResult(NoResult::NothingFunded),
            None => Outcome::NoResult(NoResult::NoVotes),
            Some(_) if missed(threshold) => Outcome::NoResult(NoResult::ThresholdMissed),
            Some(option) => Outcome::Elected { option, by_lot },
        };
        let funded = match outcome {
            Outcome::Elected { .. } => funded,
            Outcome::NoResult(_) => Vec::new(),
        };
        let rounds = match leader {
            Some(_) => explained::rounds(rule, &evidence),
            None if undecided => explained::undecided(&evidence, &tied),
            None => Vec::new(),
        };
        let legs = quorum.into_iter().chain(threshold).collect();
        Self { heads, standings, tied, legs, outcome, funded, evidence, rounds }
    }
}

/// The options with the highest figure, ascending; all of them when every figure is 0.
fn best(figures: &[u64]) -> Vec<usize> {
    let most = figures.iter().max();
    figures.iter().enumerate().filter(|(_, figure)| Some(*figure) == most).map(|(option, _)| option).collect()
}
