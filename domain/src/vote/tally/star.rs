//! STAR, score then automatic run-off (Equal Vote Coalition, 2014): the two options with the highest sums are
//! finalists, and the finalist that more voters score higher wins. A blank counts as 0.
//!
//! A tie for a finalist's place is decided by most of the tied options beaten head to head, then by most fives, then by
//! the lot order. A tie in the run-off is decided by the higher sum, then by most fives, then by the lot order.

use super::lot::Lot;
use super::score::Scores;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Star {
    /// Higher sum first. One only where the paper has one option.
    pub finalists: Vec<usize>,
    /// The tie for the first and for the second finalist's place, if there was one.
    pub ties: [Option<ScoringTie>; 2],
    pub run_off: Option<RunOff>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoringTie {
    pub tied: Vec<usize>,
    pub after_head_to_head: Vec<usize>,
    pub after_most_fives: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunOff {
    /// Voters who score the first finalist higher, and those who score the second higher.
    pub votes: [u64; 2],
    pub no_preference: u64,
    pub winner: usize,
    pub tie: Option<RunOffTie>,
}

/// What decided a tied run-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunOffTie {
    HigherSum,
    MostFives,
    Lot,
}

impl Star {
    pub fn count(scores: &Scores, lot: &Lot) -> Self {
        let mut left: Vec<usize> = (0..scores.options()).collect();
        let (first, first_tie) = finalist(scores, &left, lot);
        left.retain(|option| Some(*option) != first);
        let (second, second_tie) = finalist(scores, &left, lot);
        let run_off = first.zip(second).map(|(first, second)| RunOff::count(scores, [first, second], lot));
        let finalists = first.into_iter().chain(second).collect();
        Self { finalists, ties: [first_tie, second_tie], run_off }
    }

    pub fn winner(&self) -> Option<usize> {
        self.run_off.map(|run_off| run_off.winner).or(self.finalists.first().copied())
    }

    /// Whether the lot decided anything on the way.
    pub fn used_lot(&self) -> bool {
        let by_lot = |tie: &ScoringTie| tie.after_most_fives.len() > 1;
        let run_off = self.run_off.is_some_and(|run_off| run_off.tie == Some(RunOffTie::Lot));
        run_off || self.ties.iter().flatten().any(by_lot)
    }
}

fn finalist(scores: &Scores, among: &[usize], lot: &Lot) -> (Option<usize>, Option<ScoringTie>) {
    let tied = most(among, |option| scores.sum(option));
    if let [alone] = tied.as_slice() {
        return (Some(*alone), None);
    }
    let beats = |a: usize, b: usize| scores.prefer(a, b) > scores.prefer(b, a);
    let wins = |option: usize| tied.iter().filter(|other| beats(option, **other)).count();
    let after_head_to_head = most(&tied, wins);
    let after_most_fives = most(&after_head_to_head, |option| scores.fives(option));
    let chosen = lot.first(&after_most_fives);
    (chosen, chosen.map(|_| ScoringTie { tied, after_head_to_head, after_most_fives }))
}

fn most<T: Ord + Copy>(among: &[usize], of: impl Fn(usize) -> T) -> Vec<usize> {
    let best = among.iter().map(|option| of(*option)).max();
    among.iter().copied().filter(|option| Some(of(*option)) == best).collect()
}

impl RunOff {
    fn count(scores: &Scores, [first, second]: [usize; 2], lot: &Lot) -> Self {
        let votes = [scores.prefer(first, second), scores.prefer(second, first)];
        let by = |of: &dyn Fn(usize) -> u64| match of(first).cmp(&of(second)) {
            std::cmp::Ordering::Greater => Some(first),
            std::cmp::Ordering::Less => Some(second),
            std::cmp::Ordering::Equal => None,
        };
        let preferred = by(&|option| scores.prefer(option, if option == first { second } else { first }));
        let higher = by(&|option| scores.sum(option));
        let fives = by(&|option| scores.fives(option));
        let drawn = if lot.place(first) <= lot.place(second) { first } else { second };
        let (winner, tie) = match (preferred, higher, fives) {
            (Some(winner), _, _) => (winner, None),
            (None, Some(winner), _) => (winner, Some(RunOffTie::HigherSum)),
            (None, None, Some(winner)) => (winner, Some(RunOffTie::MostFives)),
            (None, None, None) => (drawn, Some(RunOffTie::Lot)),
        };
        Self { votes, no_preference: scores.voters - votes.iter().sum::<u64>(), winner, tie }
    }
}
