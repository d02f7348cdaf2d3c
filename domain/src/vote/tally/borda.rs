//! Borda (Mémoire sur les élections au scrutin, 1781): on each ballot a point for every option below, half a point for
//! every option tied with or, like the option itself, left out.

use super::pairwise::Pairwise;

/// For each option twice its points, so that halves stay whole.
pub fn doubled(pairwise: &Pairwise) -> Vec<u64> {
    let from_pair = |a: usize, b: usize| {
        let (above, below) = (pairwise.votes.get(a, b), pairwise.votes.get(b, a));
        if a == b { 0 } else { (pairwise.voters + above).saturating_sub(below) }
    };
    pairwise.options().map(|a| pairwise.options().map(|b| from_pair(a, b)).sum()).collect()
}
