//! A budget vote counted: which options the purse pays for, and why. Options are considered in lot order, so that the
//! lot decides where the method's own rules for ties (more voters, then cheaper) leave a tie.

use super::budget::{EqualShares, Instance, Selection, Start, WhenTooDear, greedy};
use super::explained::Round;
use super::lot::Lot;
use crate::vote::purse::{Purse, Spending};

/// Shares are raised by a whole yuan.
const YUAN: u64 = 1;

/// Options by their place on the paper, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// Paid for, in the order in which they were chosen.
    pub funded: Vec<usize>,
    /// Voters for each option.
    pub support: Vec<u64>,
    /// Yuan by which every share was raised under Equal Shares.
    pub steps: u64,
    pub voters: u64,
    /// Whether the reversed lot order would have funded other options; if so, the lot decided.
    pub by_lot: bool,
}

impl Spent {
    /// `ballots`: the options marked, each once, and the voters who marked just these.
    pub fn count(purse: &Purse, by: Spending, ballots: &[(Vec<usize>, u64)], lot: &Lot) -> Self {
        let (spent, tied) = Self::in_order(purse, by, ballots, lot);
        if !tied {
            return spent;
        }
        let mut turned = Self::in_order(purse, by, ballots, &lot.reversed()).0.funded;
        let mut same = spent.funded.clone();
        turned.sort_unstable();
        same.sort_unstable();
        Self { by_lot: same != turned, ..spent }
    }

    /// Counts with this lot order. Also says whether there was a tie on the way that the lot may have decided.
    fn in_order(purse: &Purse, by: Spending, ballots: &[(Vec<usize>, u64)], lot: &Lot) -> (Self, bool) {
        let mut support = vec![0; purse.costs().len()];
        for (option, voters) in ballots.iter().flat_map(|(marks, voters)| marks.iter().map(move |o| (*o, voters))) {
            if let Some(count) = support.get_mut(option) {
                *count += voters;
            }
        }
        // What nobody marked is not built, however much money is left.
        let mut wanted: Vec<usize> =
            support.iter().enumerate().filter(|(_, voters)| **voters > 0).map(|(option, _)| option).collect();
        wanted.sort_by_key(|option| lot.place(*option));
        let instance = instance(purse, ballots, &wanted);
        let (selection, steps, tied) = match by {
            Spending::Greedy => (first_come(&instance, WhenTooDear::Skip), 0, true),
            Spending::GreedyStopping => (first_come(&instance, WhenTooDear::Stop), 0, true),
            Spending::EqualShares => {
                let shares = EqualShares::add1(&instance, Start::Exact, YUAN);
                (shares.selection, shares.steps, shares.tie_met)
            }
        };
        let funded = selection.chosen.iter().filter_map(|place| wanted.get(*place).copied()).collect();
        (Self { funded, support, steps, voters: instance.voters(), by_lot: false }, tied)
    }

    /// The options that somebody marked, in the order in which they were considered; under Equal Shares the funded ones
    /// first.
    fn asked(&self, purse: &Purse, by: Spending, lot: &Lot) -> Vec<usize> {
        let of = |option: usize| self.support.get(option).copied().unwrap_or_default();
        let mut wanted: Vec<usize> = (0..self.support.len()).filter(|option| of(*option) > 0).collect();
        wanted.sort_by_key(|option| (std::cmp::Reverse(of(*option)), purse.costs().get(*option), lot.place(*option)));
        match by {
            Spending::Greedy | Spending::GreedyStopping => wanted,
            Spending::EqualShares => {
                let left_out = wanted.into_iter().filter(|option| !self.funded.contains(option));
                self.funded.iter().copied().chain(left_out).collect()
            }
        }
    }

    /// Option by option, in the order in which they were considered.
    pub fn rounds(&self, purse: &Purse, by: Spending, lot: &Lot) -> Vec<Round> {
        let (budget, voters, steps) = (purse.budget(), self.voters, self.steps);
        let round = |(english, chinese)| Round { counts: Vec::new(), english, chinese };
        let head = match by {
            Spending::Greedy | Spending::GreedyStopping => (
                format!("There are {budget} yuan. Options with more voters go first, of equals the cheaper."),
                format!("预算{budget}元。支持人数多者优先，相同时费用低者优先。"),
            ),
            Spending::EqualShares => (
                format!(
                    "There are {budget} yuan for {voters} voters with the same share each; to use the money, every share \
                     was raised by {steps} yuan."
                ),
                format!("预算{budget}元由{voters}名投票人均分；为用足预算，每人份额提高{steps}元。"),
            ),
        };
        let mut left = u64::from(budget);
        let mut stopped = false;
        let option = |option: &usize| {
            let cost = purse.costs().get(*option).copied().map_or(0, u64::from);
            let (number, support) = (option + 1, self.support.get(*option).copied().unwrap_or_default());
            let (en, zh) = if self.funded.contains(option) {
                left = left.saturating_sub(cost);
                (format!("funded, {left} yuan are left"), format!("入选，余{left}元"))
            } else if stopped {
                ("left out, for one before it was too dear".to_owned(), "此前已有超出预算的方案，不再入选".to_owned())
            } else if cost > left {
                stopped = by == Spending::GreedyStopping;
                (format!("too dear for the {left} yuan that are left"), format!("超出余额{left}元，未入选"))
            } else {
                ("its voters' shares don't cover it".to_owned(), "支持者的份额不足，未入选".to_owned())
            };
            (
                format!("Option {number} costs {cost} yuan and has {support} voters: {en}."),
                format!("{number}号方案需{cost}元，{support}人支持：{zh}。"),
            )
        };
        let asked = self.asked(purse, by, lot);
        std::iter::once(head).chain(asked.iter().map(option)).map(round).collect()
    }
}

fn first_come(instance: &Instance, when: WhenTooDear) -> Selection {
    greedy(instance, &instance.support(), when, Selection::default())
}

/// The wanted options as the projects of a file, in their order.
fn instance(purse: &Purse, ballots: &[(Vec<usize>, u64)], wanted: &[usize]) -> Instance {
    let cost = |option: &usize| purse.costs().get(*option).copied().map_or(0, u64::from);
    let place = |option: &usize| wanted.iter().position(|other| other == option);
    let marks = |marks: &[usize]| marks.iter().filter_map(place).collect();
    Instance {
        budget: u64::from(purse.budget()),
        costs: wanted.iter().map(cost).collect(),
        ballots: ballots.iter().map(|(marked, voters)| (marks(marked), *voters)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vote::ballot::Ballot;
    use crate::vote::rule::{Electorate, LotOrder, Method, Rule};
    use crate::vote::tally::{NoResult, Outcome, Tally, tally};

    fn counted(by: Spending, budget: u32, costs: &[u32], lot: &[u8], papers: &[(usize, &[u8])]) -> Tally {
        let options = u8::try_from(costs.len()).unwrap();
        let lot = LotOrder::parse(lot, options).unwrap();
        let rule = Rule::new(Method::Budget { by }, Electorate::Person, None, None, lot).unwrap();
        let rule = rule.with_purse(Purse::parse(budget, costs.to_vec(), options).ok()).unwrap();
        let paper = |marks: &[u8]| Ballot::parse(marks, &rule).unwrap();
        let ballots: Vec<Ballot> =
            papers.iter().flat_map(|(voters, marks)| std::iter::repeat_n(paper(marks), *voters)).collect();
        tally(&rule, 20, &ballots)
    }

    fn funded(tally: &Tally) -> Vec<u8> {
        tally.funded.iter().map(|option| option.get()).collect()
    }

    /// Parts 1 to 3 cost 60, 50 and 40 of 100 and have 5, 4 and 3 voters: skipping funds the 60 and the 40, stopping
    /// only the 60.
    #[test]
    fn what_is_too_dear_is_passed_over_or_ends_it() {
        let papers: &[(usize, &[u8])] = &[(5, &[1]), (4, &[2]), (3, &[3]), (1, &[])];
        let skipped = counted(Spending::Greedy, 100, &[60, 50, 40], &[3, 2, 1], papers);
        assert_eq!((funded(&skipped), skipped.heads.blank), (vec![1, 3], 1));
        assert_eq!(skipped.outcome, Outcome::Elected { option: skipped.funded[0], by_lot: false });
        let said: Vec<&str> = skipped.rounds.iter().map(|round| round.english.as_str()).collect();
        assert_eq!(said[1], "Option 1 costs 60 yuan and has 5 voters: funded, 40 yuan are left.");
        assert_eq!(said[2], "Option 2 costs 50 yuan and has 4 voters: too dear for the 40 yuan that are left.");
        let stopped = counted(Spending::GreedyStopping, 100, &[60, 50, 40], &[3, 2, 1], papers);
        assert_eq!(funded(&stopped), [1]);
        assert_eq!(stopped.rounds[3].chinese, "3号方案需40元，3人支持：此前已有超出预算的方案，不再入选。");
    }

    #[test]
    fn of_equals_the_cheaper_then_the_lot_and_nobody_s_wish_is_not_built() {
        let papers: &[(usize, &[u8])] = &[(2, &[1, 2, 3])];
        for (lot, expected) in [([1, 2, 3, 4], [3, 1]), ([4, 2, 1, 3], [3, 2])] {
            let tally = counted(Spending::Greedy, 70, &[30, 30, 25, 5], &lot, papers);
            assert_eq!(funded(&tally), expected, "option 4 would fit, but has no voter");
            assert!(matches!(tally.outcome, Outcome::Elected { by_lot: true, .. }));
        }
    }

    /// Six voters want parts 1 to 3, three want part 4, and each part costs 30 of 90: the three pay for theirs out of
    /// their third of the money.
    #[test]
    fn equal_shares_leaves_a_minority_its_part() {
        let papers: &[(usize, &[u8])] = &[(6, &[1, 2, 3]), (3, &[4])];
        let greedily = counted(Spending::Greedy, 90, &[30, 30, 30, 30], &[1, 2, 3, 4], papers);
        assert_eq!(funded(&greedily), [1, 2, 3]);
        let shared = counted(Spending::EqualShares, 90, &[30, 30, 30, 30], &[3, 2, 1, 4], papers);
        assert_eq!(funded(&shared), [3, 2, 4]);
        assert_eq!(shared.outcome, Outcome::Elected { option: shared.funded[0], by_lot: true });
    }

    /// Two voters want one part each, and each part costs the whole budget: with five yuan each they can buy nothing,
    /// and with ten yuan each both parts, which costs too much.
    #[test]
    fn equal_shares_may_fund_nothing() {
        let tally = counted(Spending::EqualShares, 10, &[10, 10], &[1, 2], &[(1, &[1]), (1, &[2])]);
        assert_eq!((tally.outcome, funded(&tally)), (Outcome::NoResult(NoResult::NothingFunded), Vec::new()));
        let nobody = counted(Spending::EqualShares, 10, &[10, 10], &[1, 2], &[(1, &[])]);
        assert_eq!(nobody.outcome, Outcome::NoResult(NoResult::NoVotes));
    }
}
