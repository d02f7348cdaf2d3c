//! Ranked pairs (Tideman, Social Choice and Welfare 4, 1987, 185–206): defeats are locked in, the strongest first,
//! unless one closes a circle with those locked before. An option that no locked defeat points to wins.
//!
//! Of defeats of equal strength, when strength is winning votes, the one with fewer voters against goes first; then the
//! one whose winner, then whose loser stands earlier in the lot order.

use super::grid::Grid;
use super::lot::Lot;
use super::pairwise::{Pairwise, Strength};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Defeat {
    pub winner: usize,
    pub loser: usize,
    /// By winning votes the voters for the winner, by margins the difference.
    pub strength: u64,
    /// False when it closes a circle.
    pub locked: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankedPairs {
    /// Strongest first.
    pub defeats: Vec<Defeat>,
    pub winners: Vec<usize>,
    /// How many neighbours in the order are equally strong, so that the lot decided between them.
    pub equally_strong: usize,
}

impl RankedPairs {
    pub fn count(pairwise: &Pairwise, strength: Strength, lot: &Lot) -> Self {
        let force = |(a, b): &(usize, usize)| {
            let against = match strength {
                Strength::WinningVotes => pairwise.votes.get(*b, *a),
                Strength::Margins => 0,
            };
            (std::cmp::Reverse(pairwise.strength(*a, *b, strength)), against)
        };
        let mut pairs: Vec<(usize, usize)> = pairwise.pairs().filter(|(a, b)| pairwise.beats(*a, *b)).collect();
        pairs.sort_by_key(|pair| (force(pair), lot.place(pair.0), lot.place(pair.1)));
        let equally_strong =
            pairs.windows(2).filter(|two| matches!(two, [one, next] if force(one) == force(next))).count();
        let mut reaches: Grid<bool> = Grid::new(pairwise.votes.side());
        let mut defeats = Vec::new();
        for (winner, loser) in pairs {
            let locked = !reaches.get(loser, winner);
            if locked {
                lock(&mut reaches, winner, loser);
            }
            let strength = pairwise.strength(winner, loser, strength);
            defeats.push(Defeat { winner, loser, strength, locked });
        }
        let unbeaten = |option: &usize| !defeats.iter().any(|defeat| defeat.locked && defeat.loser == *option);
        let winners = pairwise.options().filter(unbeaten).collect();
        Self { defeats, winners, equally_strong }
    }
}

/// Adds a step to a transitive relation and keeps it transitive.
fn lock(reaches: &mut Grid<bool>, winner: usize, loser: usize) {
    let side = reaches.side();
    let from: Vec<usize> = (0..side).filter(|a| *a == winner || reaches.get(*a, winner)).collect();
    let to: Vec<usize> = (0..side).filter(|b| *b == loser || reaches.get(loser, *b)).collect();
    for a in from {
        to.iter().for_each(|b| reaches.set(a, *b, true));
    }
}
