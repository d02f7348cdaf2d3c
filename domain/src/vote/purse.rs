//! What a budget vote has to spend, and what each option costs: the designs of its project are parts, and voters mark
//! those they want built.

use super::rule::OptionNumber;

/// How marks decide what is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spending {
    /// Options with most marks first; one that costs more than is left is passed over.
    Greedy,
    /// Options with most marks first, until one costs more than is left.
    GreedyStopping,
    /// Every voter has the same share of the money for what they marked (Method of Equal Shares, add1).
    EqualShares,
}

/// Whole yuan. Any single option can be paid, but not all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purse {
    budget: u32,
    /// In the order of the paper.
    costs: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PurseRefusal {
    #[error("a budget is 1 to {} yuan", Purse::MOST)]
    Budget,
    #[error("there must be a cost for each of the {options} options")]
    CostForEach { options: u8 },
    #[error("the cost of option {number} must be between 1 yuan and the budget")]
    Cost { number: usize },
    #[error("the budget pays for all options, so there is nothing to choose")]
    NothingToChoose,
}

impl Purse {
    /// Enough for the small works of one project. It also bounds how long Equal Shares, which raises shares yuan by
    /// yuan, can run.
    pub const MOST: u32 = 1_000_000;

    pub fn parse(budget: u32, costs: Vec<u32>, options: u8) -> Result<Self, PurseRefusal> {
        if !(1..=Self::MOST).contains(&budget) {
            return Err(PurseRefusal::Budget);
        }
        if costs.len() != usize::from(options) {
            return Err(PurseRefusal::CostForEach { options });
        }
        if let Some((number, _)) = (1..).zip(&costs).find(|(_, cost)| !(1..=budget).contains(*cost)) {
            return Err(PurseRefusal::Cost { number });
        }
        let purse = Self { budget, costs };
        let all = purse.costs.iter().map(|cost| u64::from(*cost)).sum::<u64>();
        if all <= u64::from(budget) { Err(PurseRefusal::NothingToChoose) } else { Ok(purse) }
    }

    pub fn budget(&self) -> u32 {
        self.budget
    }

    pub fn costs(&self) -> &[u32] {
        &self.costs
    }

    pub fn cost(&self, option: OptionNumber) -> u64 {
        let place = usize::from(option.get()).checked_sub(1);
        place.and_then(|place| self.costs.get(place)).copied().map_or(0, u64::from)
    }

    pub fn cost_of(&self, options: &[OptionNumber]) -> u64 {
        options.iter().map(|option| self.cost(*option)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purse_pays_for_any_part_and_not_for_all() {
        let cases: [(u32, &[u32], Result<(), PurseRefusal>); 8] = [
            (10, &[10, 1], Ok(())),
            (10, &[5, 5], Err(PurseRefusal::NothingToChoose)),
            (10, &[5, 6], Ok(())),
            (10, &[11, 5], Err(PurseRefusal::Cost { number: 1 })),
            (10, &[5, 0], Err(PurseRefusal::Cost { number: 2 })),
            (10, &[5, 6, 7], Err(PurseRefusal::CostForEach { options: 2 })),
            (0, &[1, 1], Err(PurseRefusal::Budget)),
            (Purse::MOST + 1, &[Purse::MOST, 2], Err(PurseRefusal::Budget)),
        ];
        for (budget, costs, expected) in cases {
            assert_eq!(Purse::parse(budget, costs.to_vec(), 2).map(|_| ()), expected, "{budget} {costs:?}");
        }
    }
}
