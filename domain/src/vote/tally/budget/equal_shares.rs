//! The Method of Equal Shares with cost utilities (Peters, Pierczyński, Skowron, Proportional Participatory Budgeting
//! with Additive Utilities, NeurIPS 2021), completed by "add1" (Peters and Skowron, equalshares.net).
//!
//! Every voter has the same share of the budget. A project can be bought when its supporters' remaining shares cover
//! its cost; supporters who can afford an equal part pay that, and poorer ones pay all they have. A project's effective
//! votes are its cost divided by the most that any supporter pays. The project with most effective votes is bought;
//! ties: more supporters, then cheaper, then earlier in the file.
//!
//! The count is exact: what voters have left are integers over one common denominator, which grows with every purchase.

use std::cmp::Ordering;

use num_bigint::BigUint;
use num_integer::Integer;

use super::{Instance, Selection};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EqualShares {
    pub selection: Selection,
    /// Units by which every share was raised.
    pub steps: u64,
    /// Whether equal effective votes occurred on the way.
    pub tie_met: bool,
}

/// Where the shares begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The budget divided by the number of voters, exactly.
    Exact,
    /// The same rounded down to whole `unit`s.
    WholeUnits,
}

impl EqualShares {
    /// Does not raise the shares: usually much of the budget is left.
    pub fn plain(instance: &Instance) -> Self {
        let (budget, voters) = (BigUint::from(instance.budget), BigUint::from(instance.voters()));
        Purchase::begin(instance, wanted(instance), budget, voters).run()
    }

    /// Raises every share by one `unit` (such as one yuan, in the unit of the costs) at a time, until nothing more fits
    /// or the choice would cost more than the budget; the last choice within the budget stands. Ends also when every
    /// project with a supporter is chosen.
    pub fn add1(instance: &Instance, start: Start, unit: u64) -> Self {
        let (unit, voters) = (unit.max(1), instance.voters());
        let begin = match start {
            Start::Exact => BigUint::from(instance.budget),
            Start::WholeUnits => BigUint::from(instance.budget / voters.max(1) / unit * unit) * voters,
        };
        let wanted = wanted(instance);
        let mut kept = Self::default();
        for steps in 0u64.. {
            let shares = &begin + BigUint::from(unit) * voters * steps;
            let next = Purchase::begin(instance, wanted.clone(), shares, BigUint::from(voters)).run();
            if next.selection.cost > instance.budget {
                break;
            }
            kept = Self { steps, ..next };
            if kept.selection.chosen.len() == wanted.len() || instance.exhausts(&kept.selection) {
                break;
            }
        }
        kept
    }
}

/// A run of the method: what voters have left and what can still be had.
struct Purchase<'a> {
    instance: &'a Instance,
    /// For each ballot what each of its voters has left, over `denominator`.
    left: Vec<BigUint>,
    denominator: BigUint,
    wanted: Vec<Wanted>,
    done: EqualShares,
}

/// The projects somebody supports, in the order in which ties are decided.
fn wanted(instance: &Instance) -> Vec<Wanted> {
    let mut supporters = vec![Vec::new(); instance.costs.len()];
    for (ballot, (marks, voters)) in instance.ballots.iter().enumerate() {
        for mark in marks {
            if let Some(supporters) = supporters.get_mut(*mark) {
                supporters.push((ballot, *voters));
            }
        }
    }
    let all = supporters.into_iter().zip(&instance.costs).enumerate().map(|(project, (supporters, cost))| {
        let support = supporters.iter().map(|(_, voters)| voters).sum();
        Wanted { project, cost: *cost, support, supporters, offer: None }
    });
    let mut wanted: Vec<Wanted> = all.filter(|wanted| wanted.support > 0).collect();
    wanted.sort_by_key(|wanted| (std::cmp::Reverse(wanted.support), wanted.cost, wanted.project));
    wanted
}

/// A project that was neither bought nor dropped.
#[derive(Clone)]
struct Wanted {
    project: usize,
    cost: u64,
    support: u64,
    /// Ballots that approve it, and their voters.
    supporters: Vec<(usize, u64)>,
    /// The last offer. Voters only get poorer, so a new offer is never better: this bound saves most of the work.
    offer: Option<Offer>,
}

/// What a project's supporters would pay: those who can afford an equal part pay `open / payers` each, over the run's
/// denominator.
#[derive(Clone)]
struct Offer {
    open: BigUint,
    payers: u64,
}

impl<'a> Purchase<'a> {
    /// Each voter has `shares / voters`.
    fn begin(instance: &'a Instance, wanted: Vec<Wanted>, shares: BigUint, voters: BigUint) -> Self {
        let left = vec![shares; instance.ballots.len()];
        Self { instance, left, denominator: voters, wanted, done: EqualShares::default() }
    }

    fn run(mut self) -> EqualShares {
        while let Some(best) = self.best() {
            let bought = self.wanted.remove(best);
            self.pay(&bought);
            self.done.selection.take(bought.project, self.instance.cost(bought.project));
        }
        self.done
    }

    /// The place of the best offer in `wanted`, whose order decides ties. Drops the projects that their supporters
    /// can't pay.
    fn best(&mut self) -> Option<usize> {
        let mut looking: Vec<usize> = (0..self.wanted.len()).collect();
        let wanted = &self.wanted;
        let by_bound = |one: &usize, other: &usize| match (wanted.get(*one), wanted.get(*other)) {
            (Some(one), Some(other)) => other.compare(one),
            _ => Ordering::Equal,
        };
        looking.sort_by(by_bound);
        let mut best: Option<usize> = None;
        let mut tied = false;
        for place in looking {
            let leader = best.and_then(|best| self.wanted.get(best));
            let hopeless = |it: &Wanted| leader.is_some_and(|leader| it.compare(leader) == Ordering::Less);
            if self.wanted.get(place).is_none_or(hopeless) {
                break; // the bounds only fall from here on
            }
            let offer = self.wanted.get(place).and_then(|wanted| self.offer(wanted));
            let Some(wanted) = self.wanted.get_mut(place) else { continue };
            let affordable = offer.is_some();
            wanted.offer = offer;
            if !affordable {
                wanted.support = 0;
                continue;
            }
            match best.and_then(|best| Some((best, self.wanted.get(place)?.compare(self.wanted.get(best)?)))) {
                None | Some((_, Ordering::Greater)) => (best, tied) = (Some(place), false),
                Some((_, Ordering::Less)) => {}
                Some((leader, Ordering::Equal)) => (best, tied) = (Some(leader.min(place)), true),
            }
        }
        self.done.tie_met |= tied;
        let given_up = |wanted: &Wanted| wanted.support == 0;
        let before = self.wanted.iter().take(best?).filter(|wanted| given_up(wanted)).count();
        self.wanted.retain(|wanted| !given_up(wanted));
        best.map(|best| best - before)
    }

    fn offer(&self, wanted: &Wanted) -> Option<Offer> {
        let mut open = &self.denominator * wanted.cost;
        let mut paying: Vec<(&BigUint, u64)> =
            wanted.supporters.iter().filter_map(|(ballot, voters)| Some((self.left.get(*ballot)?, *voters))).collect();
        loop {
            let payers: u64 = paying.iter().map(|(_, voters)| voters).sum();
            if payers == 0 {
                return None;
            }
            let each = open.div_ceil(&BigUint::from(payers));
            let before = paying.len();
            let mut given = BigUint::ZERO;
            paying.retain(|(left, voters)| {
                let can = **left >= each;
                if !can {
                    given += *left * *voters;
                }
                can
            });
            if paying.len() == before {
                return Some(Offer { open, payers });
            }
            open -= given; // what the poorer give is less than their equal part, so something stays open
        }
    }

    fn pay(&mut self, bought: &Wanted) {
        let Some(Offer { open, payers }) = &bought.offer else { return };
        let payers = BigUint::from(*payers);
        let factor = &payers / open.gcd(&payers);
        let each = open * &factor / &payers;
        self.denominator *= &factor;
        self.left.iter_mut().for_each(|left| *left *= &factor);
        for offer in self.wanted.iter_mut().filter_map(|wanted| wanted.offer.as_mut()) {
            offer.open *= &factor;
        }
        for (ballot, _) in &bought.supporters {
            if let Some(left) = self.left.get_mut(*ballot) {
                *left = if *left >= each { &*left - &each } else { BigUint::ZERO };
            }
        }
    }
}

impl Wanted {
    /// Compares effective votes, cost ÷ (open / payers). A project that has no offer yet is greatest, so that it is
    /// asked first.
    fn compare(&self, other: &Self) -> Ordering {
        match (&self.offer, &other.offer) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(mine), Some(theirs)) => {
                let votes = |it: &Self, payers: u64, by: &BigUint| by * (u128::from(it.cost) * u128::from(payers));
                votes(self, mine.payers, &theirs.open).cmp(&votes(other, theirs.payers, &mine.open))
            }
        }
    }
}
