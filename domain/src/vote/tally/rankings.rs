//! Ranked ballots as the methods count them: weak orders of the options, each with the number of voters who cast it.

/// What a ballot says about an option it leaves out. Greater than every rank: left-out options tie below all ranked
/// ones.
pub const UNRANKED: u8 = u8::MAX;

/// Ballots stored by column, one per option, so that a pair of options is compared for many ballots at a time.
#[derive(Clone, Debug)]
pub struct Rankings {
    columns: Vec<Vec<u8>>,
    weights: Vec<u64>,
    /// Whether every ballot stands for one voter.
    single: bool,
}

/// Some of the ballots: a column of ranks for each option, and the voters behind each.
pub(super) struct Block<'a> {
    pub columns: Vec<&'a [u8]>,
    /// None when each ballot stands for one voter.
    pub weights: Option<&'a [u64]>,
}

impl Rankings {
    /// The most options that ranks in one byte tell apart.
    pub const MAX_OPTIONS: usize = 254;

    pub fn new(options: usize) -> Self {
        Self { columns: vec![Vec::new(); options.min(Self::MAX_OPTIONS)], weights: Vec::new(), single: true }
    }

    /// Makes room, so that reading many ballots need not move them.
    pub fn reserve(&mut self, ballots: usize) {
        self.columns.iter_mut().for_each(|column| column.reserve(ballots));
        self.weights.reserve(ballots);
    }

    /// One ballot of `weight` voters: for each option its rank, smaller is better, gaps allowed, equal is tied. Options
    /// without a rank are unranked.
    pub fn add(&mut self, ranks: &[u8], weight: u64) {
        let given = ranks.iter().copied().chain(std::iter::repeat(UNRANKED));
        self.columns.iter_mut().zip(given).for_each(|(column, rank)| column.push(rank));
        self.weights.push(weight);
        self.single &= weight == 1;
    }

    /// One ballot of `weight` voters: groups of tied options, best first. An option named twice counts where it stands
    /// first.
    pub fn add_groups(&mut self, groups: &[Vec<usize>], weight: u64) {
        let mut ranks = vec![UNRANKED; self.options()];
        for (rank, group) in (0..UNRANKED).zip(groups) {
            for option in group {
                if let Some(place) = ranks.get_mut(*option).filter(|place| **place == UNRANKED) {
                    *place = rank;
                }
            }
        }
        self.add(&ranks, weight);
    }

    pub fn options(&self) -> usize {
        self.columns.len()
    }

    /// Voters, those with an empty ballot included.
    pub fn voters(&self) -> u64 {
        self.weights.iter().sum()
    }

    pub(super) fn blocks(&self, ballots: usize) -> impl Iterator<Item = Block<'_>> {
        (0..self.weights.len()).step_by(ballots.max(1)).map(move |start| {
            let end = self.weights.len().min(start + ballots);
            let columns = self.columns.iter().map(|column| column.get(start..end).unwrap_or_default()).collect();
            Block { columns, weights: if self.single { None } else { self.weights.get(start..end) } }
        })
    }

    /// Shows each ballot: its rank for each option, and its voters.
    pub(super) fn each(&self, mut see: impl FnMut(&[u8], u64)) {
        let mut columns: Vec<std::slice::Iter<u8>> = self.columns.iter().map(|column| column.iter()).collect();
        let mut ranks = Vec::with_capacity(columns.len());
        for weight in &self.weights {
            ranks.clear();
            ranks.extend(columns.iter_mut().filter_map(Iterator::next));
            see(&ranks, *weight);
        }
    }
}
