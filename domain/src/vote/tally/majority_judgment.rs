//! Majority judgment (Balinski and Laraki, PNAS 104, 2007, 8720–8725): the highest lower median wins. Of the options
//! that share it, a ballot with just that grade is set aside for each, and the medians are compared again, until they
//! differ.

use super::score::{Distribution, Scores, lower_median};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgment {
    /// Each option's lower median before anything is set aside; none without a ballot.
    pub medians: Vec<Option<u8>>,
    /// More than one only when their grades are the same throughout.
    pub winners: Vec<usize>,
    /// How many ballots were set aside for each of the options that tied.
    pub set_aside: u64,
}

impl Judgment {
    pub fn count(scores: &Scores) -> Self {
        let options = 0..scores.options();
        let medians = options.clone().map(|option| scores.lower_median(option)).collect();
        let mut left: Vec<(usize, Distribution)> =
            options.map(|option| (option, scores.distribution(option))).collect();
        let mut set_aside = 0;
        loop {
            let best = left.iter().map(|(_, grades)| lower_median(grades)).max().flatten();
            left.retain(|(_, grades)| lower_median(grades) == best);
            let Some(grade) = best.filter(|_| left.len() > 1) else { break };
            let count = together(&left, grade);
            for (_, grades) in &mut left {
                if let Some(voters) = grades.get_mut(usize::from(grade)) {
                    *voters = voters.saturating_sub(count);
                }
            }
            set_aside += count;
        }
        Self { medians, winners: left.into_iter().map(|(option, _)| option).collect(), set_aside }
    }
}

/// How many ballots with the shared median can be set aside at once without the medians coming apart on the way, at
/// least 1.
fn together(left: &[(usize, Distribution)], grade: u8) -> u64 {
    let below = |grades: &Distribution| grades.iter().take(usize::from(grade)).sum::<u64>();
    let at = |grades: &Distribution| grades.get(usize::from(grade)).copied().unwrap_or_default();
    let steps = left.iter().map(|(_, grades)| {
        // With k set aside of n, the middle is (n − k − 1) / 2.
        // It stays in this grade while below ≤ middle < below + at − k.
        let (below, at, all) = (below(grades), at(grades), grades.iter().sum::<u64>());
        let down = all.saturating_sub(1).saturating_sub(2 * below);
        let up = (2 * (below + at)).saturating_sub(all);
        down.min(up).min(at)
    });
    steps.min().unwrap_or(1).max(1)
}
