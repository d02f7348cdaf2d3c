//! Instant run-off (the alternative vote; Robert's Rules of Order calls it preferential voting): each ballot counts for
//! the option that it ranks highest of those still standing. An option with more than half of the ballots that still
//! count wins; otherwise the option with the fewest leaves.
//!
//! If several options tie for fewest, the one of them leaves that had fewest in the latest earlier round in which they
//! differ; if they never differ, the one drawn last in the lot order. One option leaves at a time.

use std::collections::HashSet;

use super::lot::Lot;
use super::strict::StrictOrders;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The standing options in the order of the paper, each with the ballots that count for it.
    pub counts: Vec<(usize, u64)>,
    /// Ballots that name no standing option any more.
    pub exhausted: u64,
    /// The options tied for lowest, if more than one, and what decided among them.
    pub tie: Option<(Vec<usize>, TieBreak)>,
    pub end: RoundEnd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TieBreak {
    EarlierRound,
    Lot,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundEnd {
    Elected(usize),
    Eliminated(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunOff {
    pub rounds: Vec<Round>,
}

impl RunOff {
    pub fn count(orders: &StrictOrders, lot: &Lot) -> Self {
        let mut standing: Vec<usize> = (0..orders.options).collect();
        let mut rounds: Vec<Round> = Vec::new();
        while !standing.is_empty() {
            let (counts, exhausted) = count(orders, &standing);
            if let Some(winner) = elected(&counts) {
                rounds.push(Round { counts, exhausted, tie: None, end: RoundEnd::Elected(winner) });
                break;
            }
            let tied = lowest(&counts);
            let Some((out, by)) = break_tie(&tied, &rounds, lot) else { break };
            standing.retain(|option| *option != out);
            let tie = (tied.len() > 1).then_some((tied, by));
            rounds.push(Round { counts, exhausted, tie, end: RoundEnd::Eliminated(out) });
        }
        Self { rounds }
    }

    /// None only when there is no option at all.
    pub fn winner(&self) -> Option<usize> {
        match self.rounds.last()?.end {
            RoundEnd::Elected(winner) => Some(winner),
            RoundEnd::Eliminated(_) => None,
        }
    }

    /// Whether the lot decided anything on the way.
    pub fn used_lot(&self) -> bool {
        self.rounds.iter().any(|round| matches!(round.tie, Some((_, TieBreak::Lot))))
    }
}

/// Every option that can win if ties for fewest are broken in some way, ascending. None when more than `limit` sets of
/// standing options would have to be tried.
pub fn possible_winners(orders: &StrictOrders, limit: usize) -> Option<Vec<usize>> {
    let (mut seen, mut winners) = (HashSet::new(), HashSet::new());
    let mut waiting = vec![(0..orders.options).collect::<Vec<usize>>()];
    while let Some(standing) = waiting.pop() {
        if seen.len() >= limit {
            return None;
        }
        let (counts, _) = count(orders, &standing);
        if let Some(winner) = elected(&counts) {
            winners.insert(winner);
            continue;
        }
        for out in lowest(&counts) {
            let rest: Vec<usize> = standing.iter().copied().filter(|option| *option != out).collect();
            if seen.insert(rest.clone()) {
                waiting.push(rest);
            }
        }
    }
    let mut winners: Vec<usize> = winners.into_iter().collect();
    winners.sort_unstable();
    Some(winners)
}

fn count(orders: &StrictOrders, standing: &[usize]) -> (Vec<(usize, u64)>, u64) {
    let mut counts = vec![None; orders.options];
    for option in standing {
        if let Some(count) = counts.get_mut(*option) {
            *count = Some(0u64);
        }
    }
    let mut exhausted = 0;
    for (order, voters) in orders.each() {
        let highest = order.iter().map(|option| usize::from(*option)).find(|o| matches!(counts.get(*o), Some(Some(_))));
        match highest.and_then(|option| counts.get_mut(option)).and_then(Option::as_mut) {
            Some(count) => *count += voters,
            None => exhausted += voters,
        }
    }
    (counts.into_iter().enumerate().filter_map(|(option, count)| Some((option, count?))).collect(), exhausted)
}

fn elected(counts: &[(usize, u64)]) -> Option<usize> {
    let counting: u64 = counts.iter().map(|(_, count)| count).sum();
    match counts {
        [(last, _)] => Some(*last),
        _ => counts.iter().find(|(_, count)| *count > counting / 2).map(|(option, _)| *option),
    }
}

fn lowest(counts: &[(usize, u64)]) -> Vec<usize> {
    let least = counts.iter().map(|(_, count)| *count).min();
    counts.iter().filter(|(_, count)| Some(*count) == least).map(|(option, _)| *option).collect()
}

fn break_tie(tied: &[usize], earlier: &[Round], lot: &Lot) -> Option<(usize, TieBreak)> {
    let mut left = tied.to_vec();
    for round in earlier.iter().rev() {
        let then: Vec<(usize, u64)> =
            round.counts.iter().filter(|(option, _)| left.contains(option)).copied().collect();
        left = lowest(&then);
        if let [out] = left.as_slice() {
            return Some((*out, TieBreak::EarlierRound));
        }
    }
    lot.last(&left).map(|out| (out, TieBreak::Lot))
}
