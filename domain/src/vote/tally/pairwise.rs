//! Options compared two by two: how many voters put each above each other. Unranked options tie below all ranked ones.

use super::grid::Grid;
use super::rankings::Rankings;

/// `votes.get(a, b)`: voters who put `a` above `b`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairwise {
    pub votes: Grid<u64>,
    pub voters: u64,
}

/// How strong a defeat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// The voters on the winning side.
    WinningVotes,
    /// The voters on the winning side less those on the other.
    Margins,
}

impl Strength {
    pub const ALL: &[Self] = &[Self::WinningVotes, Self::Margins];

    pub fn word(self) -> &'static str {
        match self {
            Self::WinningVotes => "winning_votes",
            Self::Margins => "margins",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|strength| strength.word() == word)
    }
}

/// Ballots compared at a time: their columns stay in the processor's nearest cache.
const BLOCK: usize = 2_048;

impl Pairwise {
    pub fn count(rankings: &Rankings) -> Self {
        let mut votes = Grid::new(rankings.options());
        for block in rankings.blocks(BLOCK) {
            for (a, above) in block.columns.iter().enumerate() {
                for (b, below) in block.columns.iter().enumerate().skip(a + 1) {
                    let (for_a, for_b) = match block.weights {
                        None => (higher(above, below), higher(below, above)),
                        Some(weights) => (weigh(above, below, weights), weigh(below, above, weights)),
                    };
                    votes.set(a, b, votes.get(a, b) + for_a);
                    votes.set(b, a, votes.get(b, a) + for_b);
                }
            }
        }
        Self { votes, voters: rankings.voters() }
    }

    pub fn options(&self) -> std::ops::Range<usize> {
        0..self.votes.side()
    }

    /// Whether more voters put `a` above `b` than the other way round.
    pub fn beats(&self, a: usize, b: usize) -> bool {
        self.votes.get(a, b) > self.votes.get(b, a)
    }

    pub fn ties(&self, a: usize, b: usize) -> bool {
        self.votes.get(a, b) == self.votes.get(b, a)
    }

    /// The strength of the defeat of `b` by `a`; 0 when `a` does not beat `b`.
    pub fn strength(&self, a: usize, b: usize, strength: Strength) -> u64 {
        let (won, lost) = (self.votes.get(a, b), self.votes.get(b, a));
        match strength {
            Strength::WinningVotes if won > lost => won,
            Strength::WinningVotes => 0,
            Strength::Margins => won.saturating_sub(lost),
        }
    }

    /// The option that beats every other (Condorcet, Essai, 1785), if there is one.
    pub fn condorcet_winner(&self) -> Option<usize> {
        self.options().find(|a| self.options().all(|b| *a == b || self.beats(*a, b)))
    }

    /// The smallest set whose members each beat every option outside it (Smith, Econometrica 41, 1973): the options
    /// that reach every other one by steps that are won or tied.
    pub fn smith_set(&self) -> Vec<usize> {
        let mut reaches = Grid::new(self.votes.side());
        for (a, b) in self.pairs() {
            reaches.set(a, b, a == b || !self.beats(b, a));
        }
        close(&mut reaches);
        self.options().filter(|a| self.options().all(|b| reaches.get(*a, b))).collect()
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let side = self.votes.side();
        (0..side).flat_map(move |a| (0..side).map(move |b| (a, b)))
    }
}

/// Makes a relation transitive (Warshall's algorithm).
fn close(relation: &mut Grid<bool>) {
    let side = relation.side();
    for via in 0..side {
        for from in (0..side).filter(|from| *from != via) {
            for to in 0..side {
                let closed = relation.get(from, to) || (relation.get(from, via) && relation.get(via, to));
                relation.set(from, to, closed);
            }
        }
    }
}

/// How many ranks of `one` are better than those of `other`. Chunks are so short that a byte holds their count.
fn higher(one: &[u8], other: &[u8]) -> u64 {
    let chunk = |(one, other): (&[u8], &[u8])| one.iter().zip(other).map(|(a, b)| u8::from(a < b)).sum::<u8>();
    one.chunks(128).zip(other.chunks(128)).map(|pair| u64::from(chunk(pair))).sum()
}

fn weigh(one: &[u8], other: &[u8], weights: &[u64]) -> u64 {
    one.iter().zip(other).zip(weights).map(|((a, b), weight)| if a < b { *weight } else { 0 }).sum()
}
