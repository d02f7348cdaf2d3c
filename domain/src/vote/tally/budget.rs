//! Budgets: a bundle of small projects with costs, and what can be had for the money. Greedy and Equal Shares.

mod equal_shares;
mod greedy;
#[cfg(test)]
mod tests;

pub use equal_shares::{EqualShares, Start};
pub use greedy::{WhenTooDear, greedy};

/// Projects and the voters' papers. Costs and the budget are integers in one unit, whichever it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instance {
    pub budget: u64,
    /// Each project's cost, in the order of the file.
    pub costs: Vec<u64>,
    /// Approved projects, each once, and the voters who approved just these.
    pub ballots: Vec<(Vec<usize>, u64)>,
}

/// Projects that are paid for, in the order in which they were chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub chosen: Vec<usize>,
    pub cost: u64,
}

impl Instance {
    pub fn cost(&self, project: usize) -> u64 {
        self.costs.get(project).copied().unwrap_or_default()
    }

    pub fn voters(&self) -> u64 {
        self.ballots.iter().map(|(_, voters)| voters).sum()
    }

    /// Approvals of each project.
    pub fn support(&self) -> Vec<u64> {
        let mut support = vec![0; self.costs.len()];
        for (project, voters) in self.ballots.iter().flat_map(|(marks, voters)| marks.iter().map(move |p| (*p, voters)))
        {
            if let Some(count) = support.get_mut(project) {
                *count += voters;
            }
        }
        support
    }

    /// Whether no project that was left out would still fit into the budget.
    pub fn exhausts(&self, selection: &Selection) -> bool {
        let fits = |project: &usize| selection.cost.saturating_add(self.cost(*project)) <= self.budget;
        !(0..self.costs.len()).filter(|project| !selection.chosen.contains(project)).any(|project| fits(&project))
    }

    /// Voters whose approved projects cost more in all under `one` than under `other`.
    pub fn better_off(&self, one: &Selection, other: &Selection) -> u64 {
        let worth = |selection: &Selection, marks: &[usize]| -> u64 {
            marks.iter().filter(|mark| selection.chosen.contains(mark)).map(|mark| self.cost(*mark)).sum()
        };
        let gains = |marks: &[usize]| worth(one, marks) > worth(other, marks);
        self.ballots.iter().filter(|(marks, _)| gains(marks)).map(|(_, voters)| voters).sum()
    }
}

impl Selection {
    fn take(&mut self, project: usize, cost: u64) {
        self.chosen.push(project);
        self.cost = self.cost.saturating_add(cost);
    }
}
