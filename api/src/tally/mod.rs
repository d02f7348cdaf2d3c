//! `sanhui tally`: counts a file of ballots, ours or anybody's, and prints what every method makes of it, as JSON.
//!
//! Reads PrefLib (.soc .soi .toc .toi .cat), BLT, Pabulib (.pb), score tables (CSV, one column per option), Debian
//! tally sheets and cast-vote records (CSV with columns of choices). A damaged file is refused with line and reason,
//! never counted in part. No SQL, no network, no settings.

use std::collections::BTreeSet;

mod blt;
mod choices;
mod command;
mod debian;
mod flaw;
mod format;
mod lines;
mod pabulib;
mod preflib;
mod report;
mod scores;
#[cfg(test)]
mod tests;

pub use command::{Arguments, run};
pub use flaw::Flaw;
pub use format::Format;
pub use report::{Wish, report};

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Votes {
    Ranked(Ranked),
    Approvals(Approvals),
    Scores(Scores),
    Budget(Budget),
}

/// Groups of tied options, best first, by place from 0. An empty group is an overvote whose options the file does not
/// name.
pub type Order = Vec<Vec<usize>>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    pub names: Vec<String>,
    pub ballots: Vec<(Order, u64)>,
    /// How many different ballots the file has. Two that differ only in skipped ranks are different, though their
    /// orders are not.
    pub distinct: usize,
}

impl Ranked {
    pub fn new(names: Vec<String>, ballots: Vec<(Order, u64)>) -> Self {
        let distinct = ballots.iter().map(|(order, _)| order).collect::<BTreeSet<_>>().len();
        Self { names, ballots, distinct }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approvals {
    pub names: Vec<String>,
    pub ballots: Vec<(Vec<usize>, u64)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scores {
    pub names: Vec<String>,
    pub ballots: Vec<Vec<Option<u8>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoteType {
    Approval,
    ChooseOne,
    Cumulative,
    Scoring,
    Ordinal,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    pub vote_type: VoteType,
    /// The rule the file says was used.
    pub rule: Option<String>,
    /// Identifiers of the projects, in the order of the file.
    pub projects: Vec<String>,
    /// Points of each project.
    pub points: Vec<u64>,
    /// Digits behind the decimal point in the file's amounts. The instance counts in units of 1/10^decimals.
    pub decimals: u32,
    pub instance: domain::vote::tally::budget::Instance,
    /// Projects the file says were chosen, if it says so.
    pub selected: Option<Vec<usize>>,
}
