//! What a round of rating says, without saying what any one resident said.

use super::{Marks, Score};

/// Marks of fewer residents than this are not broken down.
pub const LEAST_SHOWN: u32 = 10;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub answers: u32,
    /// How many residents could have answered. The response rate is `answers / eligible`, never reduced.
    pub eligible: u32,
    /// None when fewer than [`LEAST_SHOWN`] residents answered.
    pub shown: Option<Shown>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub design: Distribution,
    pub built: Distribution,
}

/// How many residents gave each score. The mean is the exact ratio `sum / count`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    /// Residents who gave 1, 2, 3, 4 and 5.
    pub by_score: [u32; 5],
    pub count: u32,
    pub sum: u32,
}

impl Distribution {
    fn of(scores: impl Iterator<Item = Score>) -> Self {
        let mut distribution = Self::default();
        for score in scores {
            let place = usize::from(score.get() - Score::MIN);
            if let Some(residents) = distribution.by_score.get_mut(place) {
                *residents += 1;
            }
            distribution.count += 1;
            distribution.sum += u32::from(score.get());
        }
        distribution
    }
}

impl Summary {
    /// `eligible` counts the residents verified by the end of the round. Someone who answered and has moved away since
    /// still counts on both sides, so the rate never exceeds one.
    pub fn of(marks: &[Marks], eligible: u32) -> Self {
        let design = Distribution::of(marks.iter().map(|marks| marks.design));
        let built = Distribution::of(marks.iter().map(|marks| marks.built));
        let answers = design.count;
        let shown = (answers >= LEAST_SHOWN).then_some(Shown { design, built });
        Self { answers, eligible: eligible.max(answers), shown }
    }

    /// True when the breakdown is held back to protect those few who answered.
    pub fn too_few(&self) -> bool {
        self.shown.is_none()
    }
}
