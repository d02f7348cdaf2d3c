//! Minimax (Simpson 1969, Kramer 1977): the option whose worst defeat is smallest. A cross-check only: it can elect an
//! option outside the Smith set, so no vote is decided by it.

use super::pairwise::{Pairwise, Strength};

/// For each option its worst defeat: by winning votes the number of voters for the other side, by margins the
/// difference; 0 when no option beats it. Least is best.
pub fn worst_defeats(pairwise: &Pairwise, strength: Strength) -> Vec<u64> {
    let worst = |a: usize| pairwise.options().map(|b| pairwise.strength(b, a, strength)).max().unwrap_or_default();
    pairwise.options().map(worst).collect()
}

/// The options with the smallest worst defeat, ascending.
pub fn winners(worst_defeats: &[u64]) -> Vec<usize> {
    let least = worst_defeats.iter().min();
    worst_defeats.iter().enumerate().filter(|(_, worst)| Some(*worst) == least).map(|(option, _)| option).collect()
}
