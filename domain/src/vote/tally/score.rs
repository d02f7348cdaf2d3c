//! Scores 0 to 5: sums, means and medians, exact. A blank counts as 0.

use super::grid::Grid;

/// The highest score. STAR and majority judgment use the same paper.
pub const BEST: u8 = 5;

/// How many voters gave an option 0, 1, … 5.
pub type Distribution = [u64; 6];

/// Score ballots, summed up as they come: nothing more of them is needed by any method here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scores {
    distributions: Vec<Distribution>,
    /// Voters who gave the row's option more than the column's.
    preferences: Grid<u64>,
    pub voters: u64,
    /// Cells left blank.
    pub blanks: u64,
}

/// `sum / voters`, not reduced, so that both can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mean {
    pub sum: u64,
    pub voters: u64,
}

impl Scores {
    pub fn new(options: usize) -> Self {
        Self { distributions: vec![[0; 6]; options], preferences: Grid::new(options), voters: 0, blanks: 0 }
    }

    /// Restores the sums: how each option's scores are distributed, and how many voters score one option higher than
    /// another.
    pub fn restore(distributions: Vec<Distribution>, preferences: Grid<u64>, voters: u64, blanks: u64) -> Option<Self> {
        let whole = preferences.side() == distributions.len();
        whole.then_some(Self { distributions, preferences, voters, blanks })
    }

    pub fn preferences(&self) -> &Grid<u64> {
        &self.preferences
    }

    /// One ballot of `weight` voters: a score for each option in the order of the paper, none for a blank. A score
    /// above 5 counts as 5; a ballot with one is refused before, when it is parsed.
    pub fn add(&mut self, scores: &[Option<u8>], weight: u64) {
        let cell = |option: usize| scores.get(option).copied().flatten();
        let value = |option: usize| cell(option).unwrap_or(0).min(BEST);
        self.voters += weight;
        for option in 0..self.options() {
            self.blanks += if cell(option).is_none() { weight } else { 0 };
            let count = self.distributions.get_mut(option).and_then(|them| them.get_mut(usize::from(value(option))));
            if let Some(count) = count {
                *count += weight;
            }
            for other in (0..self.options()).filter(|other| value(option) > value(*other)) {
                self.preferences.set(option, other, self.preferences.get(option, other) + weight);
            }
        }
    }

    pub fn options(&self) -> usize {
        self.distributions.len()
    }

    pub fn distribution(&self, option: usize) -> Distribution {
        self.distributions.get(option).copied().unwrap_or_default()
    }

    /// Voters who score `a` higher than `b`.
    pub fn prefer(&self, a: usize, b: usize) -> u64 {
        self.preferences.get(a, b)
    }

    pub fn sum(&self, option: usize) -> u64 {
        self.distribution(option).iter().zip(0u64..).map(|(voters, score)| voters * score).sum()
    }

    pub fn sums(&self) -> Vec<u64> {
        (0..self.options()).map(|option| self.sum(option)).collect()
    }

    pub fn mean(&self, option: usize) -> Mean {
        Mean { sum: self.sum(option), voters: self.voters }
    }

    pub fn fives(&self, option: usize) -> u64 {
        let [.., fives] = self.distribution(option);
        fives
    }

    /// Voters who gave the option at least `score`.
    pub fn at_least(&self, option: usize, score: u8) -> u64 {
        self.distribution(option).iter().skip(usize::from(score)).sum()
    }

    /// The lower median: of n scores in ascending order the one at (n − 1) / 2, rounded down. None without a ballot.
    pub fn lower_median(&self, option: usize) -> Option<u8> {
        lower_median(&self.distribution(option))
    }

    /// The options with the highest sum, ascending.
    pub fn winners(&self) -> Vec<usize> {
        super::best(&self.sums())
    }
}

pub(super) fn lower_median(distribution: &Distribution) -> Option<u8> {
    let total: u64 = distribution.iter().sum();
    let middle = total.checked_sub(1)? / 2;
    let mut passed = 0;
    distribution.iter().zip(0u8..).find_map(|(voters, score)| {
        passed += voters;
        (passed > middle).then_some(score)
    })
}
