//! What was gathered from ranked and scored ballots, as the text that is stored with a result.

use domain::vote::tally::irv::{Round, RoundEnd, RunOff, TieBreak};
use domain::vote::tally::pairwise::Pairwise;
use domain::vote::tally::score::{Distribution, Scores};
use domain::vote::tally::spending::Spent;
use domain::vote::tally::{Evidence, Grid};
use serde::{Deserialize, Serialize};

/// Options by their place on the paper, from 0.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Stored {
    Scores { voters: u64, blanks: u64, distributions: Vec<Distribution>, preferences: Vec<Vec<u64>> },
    Pairs { voters: u64, votes: Vec<Vec<u64>> },
    Rounds { rounds: Vec<StoredRound> },
    Spent { funded: Vec<usize>, support: Vec<u64>, steps: u64, voters: u64, by_lot: bool },
}

#[derive(Serialize, Deserialize)]
struct StoredRound {
    counts: Vec<(usize, u64)>,
    exhausted: u64,
    tied: Vec<usize>,
    by_lot: bool,
    elected: bool,
    option: usize,
}

/// None for marks: their standings are stored in rows.
pub fn write(evidence: &Evidence) -> Option<String> {
    let rows = |grid: &Grid<u64>| grid.rows().map(<[u64]>::to_vec).collect();
    let stored = match evidence {
        Evidence::Marks(_) => return None,
        Evidence::Scores(scores) => Stored::Scores {
            voters: scores.voters,
            blanks: scores.blanks,
            distributions: (0..scores.options()).map(|option| scores.distribution(option)).collect(),
            preferences: rows(scores.preferences()),
        },
        Evidence::Pairs(pairwise) => Stored::Pairs { voters: pairwise.voters, votes: rows(&pairwise.votes) },
        Evidence::Rounds(count) => Stored::Rounds { rounds: count.rounds.iter().map(StoredRound::from).collect() },
        Evidence::Spent(Spent { funded, support, steps, voters, by_lot }) => Stored::Spent {
            funded: funded.clone(),
            support: support.clone(),
            steps: *steps,
            voters: *voters,
            by_lot: *by_lot,
        },
    };
    serde_json::to_string(&stored).ok()
}

pub fn read(text: &str) -> Option<Evidence> {
    Some(match serde_json::from_str(text).ok()? {
        Stored::Scores { voters, blanks, distributions, preferences } => {
            Evidence::Scores(Scores::restore(distributions, Grid::from_rows(preferences)?, voters, blanks)?)
        }
        Stored::Pairs { voters, votes } => Evidence::Pairs(Pairwise { votes: Grid::from_rows(votes)?, voters }),
        Stored::Rounds { rounds } => Evidence::Rounds(RunOff { rounds: rounds.into_iter().map(Round::from).collect() }),
        Stored::Spent { funded, support, steps, voters, by_lot } => {
            Evidence::Spent(Spent { funded, support, steps, voters, by_lot })
        }
    })
}

impl From<&Round> for StoredRound {
    fn from(round: &Round) -> Self {
        let (elected, option) = match round.end {
            RoundEnd::Elected(option) => (true, option),
            RoundEnd::Eliminated(option) => (false, option),
        };
        let (tied, by_lot) = match &round.tie {
            None => (Vec::new(), false),
            Some((tied, TieBreak::Lot)) => (tied.clone(), true),
            Some((tied, TieBreak::EarlierRound)) => (tied.clone(), false),
        };
        Self { counts: round.counts.clone(), exhausted: round.exhausted, tied, by_lot, elected, option }
    }
}

impl From<StoredRound> for Round {
    fn from(stored: StoredRound) -> Self {
        let by = if stored.by_lot { TieBreak::Lot } else { TieBreak::EarlierRound };
        let end = if stored.elected { RoundEnd::Elected(stored.option) } else { RoundEnd::Eliminated(stored.option) };
        let tie = (!stored.tied.is_empty()).then_some((stored.tied, by));
        Self { counts: stored.counts, exhausted: stored.exhausted, tie, end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::vote::tally::lot::Lot;
    use domain::vote::tally::rankings::Rankings;
    use domain::vote::tally::strict::{Overvote, StrictOrders};

    #[test]
    fn what_is_stored_is_what_is_read() {
        let mut rankings = Rankings::new(3);
        for (ranks, voters) in [([0, 1, 2], 2), ([1, 0, 2], 2), ([2, 2, 0], 1), ([0, 255, 1], 1)] {
            rankings.add(&ranks, voters);
        }
        let mut scores = Scores::new(2);
        scores.add(&[Some(5), None], 2);
        scores.add(&[Some(1), Some(4)], 1);
        let rounds = RunOff::count(&StrictOrders::of(&rankings, Overvote::Stop), &Lot::ascending(3));
        let spent = Spent { funded: vec![2, 0], support: vec![3, 0, 4], steps: 7, voters: 5, by_lot: true };
        let pairs = Evidence::Pairs(Pairwise::count(&rankings));
        let all = [Evidence::Scores(scores), pairs, Evidence::Rounds(rounds), Evidence::Spent(spent)];
        for evidence in all {
            assert_eq!(write(&evidence).and_then(|text| read(&text)), Some(evidence));
        }
        assert_eq!(write(&Evidence::Marks(Vec::new())), None);
        assert_eq!(read("{}"), None);
    }
}
