//! What a method makes of the evidence, before quorum and threshold are applied.

use super::evidence::{Evidence, at, place};
use super::irv::RunOff;
use super::lot::Lot;
use super::majority_judgment::Judgment;
use super::pairwise::Pairwise;
use super::ranked_pairs::RankedPairs;
use super::schulze::BeatPaths;
use super::score::Scores;
use super::spending::Spent;
use super::star::Star;
use super::{Standing, borda, copeland};
use crate::vote::rule::{Method, OnTie, OptionNumber, Rule};

#[derive(Default)]
pub(super) struct Verdict {
    /// The winner first, then by figures, most first, then in lot order.
    pub standings: Vec<Standing>,
    pub leader: Option<OptionNumber>,
    /// Voters for the leader, where the method counts them.
    pub support: u64,
    /// The options that share first place, in lot order; empty if one stands alone.
    pub tied: Vec<OptionNumber>,
    pub by_lot: bool,
    /// The method's own rule leaves a tie, and the vote's rule has no lot decide it.
    pub undecided: bool,
    /// What a budget pays for, the leader first.
    pub funded: Vec<OptionNumber>,
}

impl Verdict {
    pub fn of(rule: &Rule, valid: u64, evidence: &Evidence) -> Self {
        let lot = Lot::from(&rule.lot);
        let mut verdict = match evidence {
            Evidence::Marks(standings) => Self::of_marks(standings.clone(), &lot),
            Evidence::Scores(scores) => Self::of_scores(rule.method, scores, &lot),
            Evidence::Pairs(pairwise) => Self::of_pairs(rule.method, pairwise, &lot),
            Evidence::Rounds(rounds) => Self::of_rounds(rounds),
            Evidence::Spent(spent) => Self::of_spent(spent),
        };
        if valid == 0 {
            (verdict.leader, verdict.support, verdict.by_lot) = (None, 0, false);
            verdict.tied.clear();
        }
        if verdict.by_lot && rule.on_tie == OnTie::NoResult {
            (verdict.leader, verdict.support, verdict.by_lot, verdict.undecided) = (None, 0, false, true);
        }
        let leader = verdict.leader;
        let order = |standing: &Standing| {
            (Some(standing.option) != leader, std::cmp::Reverse(standing.votes), lot.place(place(standing.option)))
        };
        verdict.standings.sort_by_key(order);
        verdict
    }

    fn of_marks(standings: Vec<Standing>, lot: &Lot) -> Self {
        let most = standings.iter().map(|standing| standing.votes).max().filter(|votes| *votes > 0);
        let best = standings.iter().filter(|standing| Some(standing.votes) == most);
        let winners: Vec<usize> = best.map(|standing| place(standing.option)).collect();
        Self { standings, support: most.unwrap_or(0), ..Self::among(winners, lot) }
    }

    fn of_scores(method: Method, scores: &Scores, lot: &Lot) -> Self {
        let sums = scores.sums();
        if sums.iter().all(|sum| *sum == 0) {
            return Self { standings: figures(&sums), ..Self::default() };
        }
        match method {
            Method::Star => {
                let star = Star::count(scores, lot);
                let turned = Star::count(scores, &lot.reversed()).winner();
                let winner = star.winner();
                let votes = star.run_off.map_or(0, |run_off| run_off.votes.into_iter().max().unwrap_or(0));
                let leader = winner.and_then(at);
                Self { standings: figures(&sums), leader, support: votes, by_lot: winner != turned, ..Self::default() }
            }
            Method::MajorityJudgment => {
                let judgment = Judgment::count(scores);
                let medians: Vec<u64> = judgment.medians.iter().map(|median| u64::from(median.unwrap_or(0))).collect();
                Self { standings: figures(&medians), ..Self::among(judgment.winners, lot) }
            }
            Method::Score
            | Method::ChooseOne
            | Method::Approve { .. }
            | Method::RunOff { .. }
            | Method::Schulze { .. }
            | Method::RankedPairs { .. }
            | Method::Borda
            | Method::Copeland
            | Method::Budget { .. } => Self { standings: figures(&sums), ..Self::among(scores.winners(), lot) },
        }
    }

    fn of_pairs(method: Method, pairwise: &Pairwise, lot: &Lot) -> Self {
        let copeland = copeland::doubled(pairwise);
        match method {
            Method::Borda => {
                let points = borda::doubled(pairwise);
                Self { standings: figures(&points), ..Self::among(super::best(&points), lot) }
            }
            Method::Schulze { strength } => {
                let winners = BeatPaths::find(pairwise, strength).winners();
                Self { standings: figures(&copeland), ..Self::among(winners, lot) }
            }
            Method::RankedPairs { strength } => {
                let winners = |lot: &Lot| RankedPairs::count(pairwise, strength, lot).winners;
                let found = Self::among(winners(lot), lot);
                let turned = Self::among(winners(&lot.reversed()), &lot.reversed());
                let by_lot = found.by_lot || found.leader != turned.leader;
                Self { standings: figures(&copeland), by_lot, ..found }
            }
            Method::Copeland
            | Method::ChooseOne
            | Method::Approve { .. }
            | Method::Score
            | Method::Star
            | Method::MajorityJudgment
            | Method::RunOff { .. }
            | Method::Budget { .. } => {
                Self { standings: figures(&copeland), ..Self::among(super::best(&copeland), lot) }
            }
        }
    }

    /// Each option stands with the ballots that counted for it in the last round it was in.
    fn of_rounds(count: &RunOff) -> Self {
        let last = |option: usize| {
            let in_round = count.rounds.iter().rev().find_map(|round| round.counts.iter().find(|(o, _)| *o == option));
            in_round.map_or(0, |(_, votes)| *votes)
        };
        let options = count.rounds.first().map_or(0, |round| round.counts.len());
        let standings = figures(&(0..options).map(last).collect::<Vec<_>>());
        let winner = count.winner().filter(|winner| last(*winner) > 0);
        let support = winner.map_or(0, last);
        let by_lot = winner.is_some() && count.used_lot();
        Self { standings, leader: winner.and_then(at), support, by_lot, ..Self::default() }
    }

    fn of_spent(spent: &Spent) -> Self {
        let funded: Vec<OptionNumber> = spent.funded.iter().copied().filter_map(at).collect();
        let leader = funded.first().copied();
        Self { standings: figures(&spent.support), leader, by_lot: spent.by_lot, funded, ..Self::default() }
    }

    fn among(winners: Vec<usize>, lot: &Lot) -> Self {
        let leader = lot.first(&winners).and_then(at);
        let mut tied = if winners.len() > 1 { winners } else { Vec::new() };
        tied.sort_by_key(|option| lot.place(*option));
        let by_lot = !tied.is_empty();
        Self { leader, tied: tied.into_iter().filter_map(at).collect(), by_lot, ..Self::default() }
    }
}

fn figures(figures: &[u64]) -> Vec<Standing> {
    let standing = |(option, votes): (usize, &u64)| Some(Standing { option: at(option)?, votes: *votes });
    figures.iter().enumerate().filter_map(standing).collect()
}
