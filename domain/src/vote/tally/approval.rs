//! Approve at most k (Brams and Fishburn, American Political Science Review 72, 1978): a ballot supports every option
//! it marks, each in full. Most support wins. A ballot with more than k marks is invalid as a whole.

use super::Votes;
use crate::vote::ballot::Ballot;

/// Adds a ballot the rule has found valid: one with more than k marks never comes here.
pub(super) fn add(votes: &mut Votes, ballot: &Ballot) {
    for approved in ballot.marks() {
        votes.support(approved);
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approvals {
    /// Voters who approve each option, in the order of the paper.
    pub counts: Vec<u64>,
    /// Voters whose ballot is invalid because it marks too many.
    pub over_limit: u64,
}

impl Approvals {
    /// `ballots`: the marked options, each once, and the voters who marked just these.
    pub fn count<'a>(
        options: usize,
        ballots: impl IntoIterator<Item = (&'a [usize], u64)>,
        at_most: Option<usize>,
    ) -> Self {
        let mut approvals = Self { counts: vec![0; options], over_limit: 0 };
        for (marks, voters) in ballots {
            if at_most.is_some_and(|limit| marks.len() > limit) {
                approvals.over_limit += voters;
                continue;
            }
            for mark in marks {
                if let Some(count) = approvals.counts.get_mut(*mark) {
                    *count += voters;
                }
            }
        }
        approvals
    }

    pub fn winners(&self) -> Vec<usize> {
        super::best(&self.counts)
    }
}
