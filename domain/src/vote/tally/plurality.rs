//! Choose one: a ballot supports the option it marks. Most support wins.

use super::Votes;
use crate::vote::ballot::Ballot;

/// Adds a ballot the rule has found valid.
pub(super) fn add(votes: &mut Votes, ballot: &Ballot) {
    if let Some(choice) = ballot.marks().next() {
        votes.support(choice);
    }
}
