//! Copeland (A reasonable social welfare function, 1951): a point for each option beaten, half a point for each tie.

use super::pairwise::Pairwise;

/// For each option twice its points, so that halves stay whole: 2 for each option beaten, 1 for each tie.
pub fn doubled(pairwise: &Pairwise) -> Vec<u64> {
    let points = |a: usize, b: usize| match () {
        () if a == b => 0,
        () if pairwise.beats(a, b) => 2,
        () if pairwise.ties(a, b) => 1,
        () => 0,
    };
    pairwise.options().map(|a| pairwise.options().map(|b| points(a, b)).sum()).collect()
}
