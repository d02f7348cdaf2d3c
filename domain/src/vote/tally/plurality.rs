//! Choose one: a ballot supports the option it marks. Most support wins.
//!
//! On ranked ballots the first rank counts if it names one option; the overvote rule says what a tie there means.

use super::Votes;
use super::rankings::Rankings;
use super::strict::{Overvote, StrictOrders};
use crate::vote::ballot::Ballot;

/// Adds a ballot the rule has found valid.
pub(super) fn add(votes: &mut Votes, ballot: &Ballot) {
    if let Some(choice) = ballot.marks().next() {
        votes.support(choice);
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstChoices {
    /// Voters for each option, in the order of the paper.
    pub counts: Vec<u64>,
    /// Voters whose ballot names no single first choice.
    pub none: u64,
}

impl FirstChoices {
    pub fn of(rankings: &Rankings, overvote: Overvote) -> Self {
        let mut first = Self { counts: vec![0; rankings.options()], none: 0 };
        for (order, voters) in StrictOrders::of(rankings, overvote).each() {
            match order.first().and_then(|option| first.counts.get_mut(usize::from(*option))) {
                Some(count) => *count += voters,
                None => first.none += voters,
            }
        }
        first
    }

    pub fn winners(&self) -> Vec<usize> {
        super::best(&self.counts)
    }
}
