//! Schulze (Social Choice and Welfare 36, 2011, 267–303): option a goes before b if the strongest path of defeats from
//! a to b is stronger than the strongest one back. A path is as strong as its weakest defeat.

use super::grid::Grid;
use super::pairwise::{Pairwise, Strength};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeatPaths {
    /// `strengths.get(a, b)`: the strongest path from `a` to `b`; 0 when there is none.
    pub strengths: Grid<u64>,
}

impl BeatPaths {
    /// Widest paths by Floyd and Warshall's algorithm, as in section 2.3.1 of the paper.
    pub fn find(pairwise: &Pairwise, strength: Strength) -> Self {
        let side = pairwise.votes.side();
        let mut strengths = Grid::new(side);
        for (a, b) in pairwise.pairs().filter(|(a, b)| a != b) {
            strengths.set(a, b, pairwise.strength(a, b, strength));
        }
        for via in 0..side {
            for from in (0..side).filter(|from| *from != via) {
                for to in (0..side).filter(|to| *to != via && *to != from) {
                    let detour = strengths.get(from, via).min(strengths.get(via, to));
                    strengths.set(from, to, strengths.get(from, to).max(detour));
                }
            }
        }
        Self { strengths }
    }

    pub fn before(&self, a: usize, b: usize) -> bool {
        self.strengths.get(a, b) > self.strengths.get(b, a)
    }

    /// The options that no other option goes before, ascending: more than one when they tie.
    pub fn winners(&self) -> Vec<usize> {
        self.top(&(0..self.strengths.side()).collect::<Vec<_>>())
    }

    /// All options in tiers: the winners, then the winners among the rest, and so on.
    pub fn tiers(&self) -> Vec<Vec<usize>> {
        let mut left: Vec<usize> = (0..self.strengths.side()).collect();
        let mut tiers = Vec::new();
        while !left.is_empty() {
            let top = self.top(&left); // never empty: the order is transitive (the paper's section 4.1)
            if top.is_empty() {
                break;
            }
            left.retain(|option| !top.contains(option));
            tiers.push(top);
        }
        tiers
    }

    fn top(&self, among: &[usize]) -> Vec<usize> {
        among.iter().copied().filter(|a| among.iter().all(|b| !self.before(*b, *a))).collect()
    }
}
