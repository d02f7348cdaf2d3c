//! The 2002 approval experiment at Gy-les-Nonains, as published by PrefLib (00026-1): 365 ballots, 16 candidates.
//!
//! The ballots are not part of this project: `SHARED` names the folder that has
//! `data/votes/approval/french2002-gylesnonains.cat`. Without it the test says so and passes, except on CI.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers outside a test function")]

use domain::vote::ballot::Ballot;
use domain::vote::rule::{Electorate, LotOrder, Method, Rule};
use domain::vote::tally::{Outcome, Tally, tally};

fn ballots() -> Option<Vec<Ballot>> {
    let Ok(shared) = std::env::var("SHARED") else {
        assert!(std::env::var("CI").is_err(), "CI must set SHARED to the folder with the vote files");
        eprintln!("skipped: SHARED is not set");
        return None;
    };
    let path = format!("{shared}/data/votes/approval/french2002-gylesnonains.cat");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    Some(rows.flat_map(|row| row_of(row).unwrap_or_else(|| panic!("{path}: {row}"))).collect())
}

/// `10: {9,10},{1,2,…}`: ten ballots that approve 9 and 10. A single candidate stands without braces.
fn row_of(row: &str) -> Option<impl Iterator<Item = Ballot>> {
    let (times, groups) = row.split_once(": ")?;
    let approved = match groups.strip_prefix('{') {
        Some(rest) => rest.split_once('}')?.0,
        None => groups.split_once(',')?.0,
    };
    let ballot = Ballot::from_canonical(&format!("marks:{approved}"))?;
    Some(std::iter::repeat_n(ballot, times.parse().ok()?))
}

fn count(at_most: u8, ballots: &[Ballot]) -> Tally {
    let ids: Vec<u8> = (1..=16).collect();
    let lot = LotOrder::parse(&ids, 16).unwrap();
    let rule = Rule::new(Method::Approve { at_most }, Electorate::Person, None, None, lot).unwrap();
    tally(&rule, 365, ballots)
}

#[test]
fn approval_gives_the_published_counts() {
    let Some(ballots) = ballots() else { return };
    let result = count(16, &ballots);
    let mut votes: Vec<(u8, u64)> = result.standings.iter().map(|s| (s.option.get(), s.votes)).collect();
    votes.sort_unstable();
    let counts: Vec<u64> = votes.into_iter().map(|(_, votes)| votes).collect();
    assert_eq!(counts, [62, 36, 26, 85, 139, 119, 33, 74, 67, 87, 21, 37, 67, 77, 64, 62]);
    assert_eq!((result.heads.cast, result.heads.blank, result.heads.invalid), (365, 13, 0));
    assert!(matches!(result.outcome, Outcome::Elected { option, by_lot: false } if option.get() == 5));
}

#[test]
fn a_limit_invalidates_whole_ballots() {
    let Some(ballots) = ballots() else { return };
    for (at_most, over) in [(1, 304), (2, 212), (3, 110), (5, 17)] {
        assert_eq!(count(at_most, &ballots).heads.invalid, over, "at most {at_most}");
    }
}
