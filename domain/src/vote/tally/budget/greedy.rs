//! Greedy, as most cities count: most points first, as long as the money lasts. Ties: the cheaper, then the one earlier
//! in the file. (Rey and Maly, The (Computational) Social Choice Take on Indivisible Participatory Budgeting, 2023.)

use super::{Instance, Selection};

/// What happens at a project that no longer fits. The two fund different projects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenTooDear {
    /// Go on to the next.
    Skip,
    /// Choose nothing more.
    Stop,
}

impl WhenTooDear {
    pub const ALL: &[Self] = &[Self::Skip, Self::Stop];

    pub fn word(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Stop => "stop",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|what| what.word() == word)
    }
}

/// `points` has a number for each project; `already` was chosen before, and its cost is included.
pub fn greedy(instance: &Instance, points: &[u64], when_too_dear: WhenTooDear, already: Selection) -> Selection {
    let mut selection = already;
    let points_of = |project: usize| points.get(project).copied().unwrap_or_default();
    let mut order: Vec<usize> = (0..instance.costs.len()).filter(|p| !selection.chosen.contains(p)).collect();
    order.sort_by_key(|project| (std::cmp::Reverse(points_of(*project)), instance.cost(*project), *project));
    for project in order {
        let cost = instance.cost(project);
        match (selection.cost.checked_add(cost).is_some_and(|cost| cost <= instance.budget), when_too_dear) {
            (true, _) => selection.take(project, cost),
            (false, WhenTooDear::Skip) => {}
            (false, WhenTooDear::Stop) => break,
        }
    }
    selection
}
