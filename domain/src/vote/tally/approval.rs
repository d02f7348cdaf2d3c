//! Approve at most k: a ballot supports every option it marks, each in full. Most support wins.

use super::Votes;
use crate::vote::ballot::Ballot;

/// Adds a ballot the rule has found valid: one with more than k marks is invalid as a whole and never comes here.
pub(super) fn add(votes: &mut Votes, ballot: &Ballot) {
    for approved in ballot.marks() {
        votes.support(approved);
    }
}
