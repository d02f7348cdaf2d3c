//! What a ranked ballot says to methods that follow one option at a time: plurality and instant run-off.

use std::collections::HashMap;

use super::rankings::{Rankings, UNRANKED};

/// What a tie on a ballot (an overvote, where one mark was asked for) means to a method that wants one option at a
/// time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Overvote {
    /// The ballot counts up to its first tie and no further.
    Stop,
    /// Tied options are passed over, and the ballot goes on to the next rank. Minneapolis counts in this way (city
    /// code, 167.20).
    Skip,
}

impl Overvote {
    pub const ALL: &[Self] = &[Self::Stop, Self::Skip];

    pub fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Skip => "skip",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.word() == word)
    }
}

/// Strict orders, best first, each once with its number of voters. Orders may be incomplete or empty.
pub struct StrictOrders {
    pub options: usize,
    orders: HashMap<Vec<u8>, u64>,
}

impl StrictOrders {
    pub fn of(rankings: &Rankings, overvote: Overvote) -> Self {
        let mut orders: HashMap<Vec<u8>, u64> = HashMap::new();
        let (mut ranked, mut order) = (Vec::new(), Vec::new());
        rankings.each(|ranks, weight| {
            strict(ranks, overvote, &mut ranked, &mut order);
            match orders.get_mut(order.as_slice()) {
                Some(voters) => *voters += weight,
                None => {
                    orders.insert(order.clone(), weight);
                }
            }
        });
        Self { options: rankings.options(), orders }
    }

    pub fn each(&self) -> impl Iterator<Item = (&[u8], u64)> {
        self.orders.iter().map(|(order, voters)| (order.as_slice(), *voters))
    }
}

fn strict(ranks: &[u8], overvote: Overvote, ranked: &mut Vec<(u8, u8)>, order: &mut Vec<u8>) {
    ranked.clear();
    order.clear();
    ranked.extend(ranks.iter().zip(0u8..).filter(|(rank, _)| **rank != UNRANKED).map(|(rank, option)| (*rank, option)));
    ranked.sort_unstable();
    for group in ranked.chunk_by(|one, next| one.0 == next.0) {
        match (group, overvote) {
            ([(_, alone)], _) => order.push(*alone),
            (_, Overvote::Stop) => return,
            (_, Overvote::Skip) => {}
        }
    }
}
