//! The lot order as the methods of counting use it: options by their place on the paper, from 0.

use crate::vote::rule::LotOrder;

/// Of options that tie, the one drawn earlier goes before the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// For each option, when it was drawn.
    places: Vec<usize>,
}

impl Lot {
    /// The options drawn in the order of the paper.
    pub fn ascending(options: usize) -> Self {
        Self { places: (0..options).collect() }
    }

    /// `order` names each of its options once, the first drawn first.
    pub fn drawn(order: &[usize]) -> Self {
        let places = (0..order.len()).map(|option| order.iter().position(|drawn| *drawn == option).unwrap_or(option));
        Self { places: places.collect() }
    }

    /// The order reversed. Where a count changes with it, the lot decided.
    pub(super) fn reversed(&self) -> Self {
        let last = self.places.len().saturating_sub(1);
        Self { places: self.places.iter().map(|place| last.saturating_sub(*place)).collect() }
    }

    pub fn place(&self, option: usize) -> usize {
        self.places.get(option).copied().unwrap_or(usize::MAX)
    }

    /// Of the tied options, the one drawn first.
    pub fn first(&self, tied: &[usize]) -> Option<usize> {
        tied.iter().copied().min_by_key(|option| self.place(*option))
    }

    /// Of the tied options, the one drawn last.
    pub fn last(&self, tied: &[usize]) -> Option<usize> {
        tied.iter().copied().max_by_key(|option| self.place(*option))
    }
}

impl From<&LotOrder> for Lot {
    fn from(order: &LotOrder) -> Self {
        Self::drawn(&order.as_slice().iter().map(|option| usize::from(option.get()) - 1).collect::<Vec<_>>())
    }
}
