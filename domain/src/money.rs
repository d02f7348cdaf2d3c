//! Money in fen (分), a hundredth of a yuan: whole numbers, so that sums are exact.

/// An amount from nothing to a hundred billion yuan; small enough to be exact in every JSON reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyRefusal {
    #[error("an amount must not be negative")]
    Negative,
    #[error("an amount must be at most {} fen", Fen::MAX.0)]
    TooLarge,
}

impl Fen {
    pub const ZERO: Self = Self(0);
    pub const MAX: Self = Self(10_000_000_000_000);

    pub fn parse(fen: i64) -> Result<Self, MoneyRefusal> {
        if fen < 0 {
            Err(MoneyRefusal::Negative)
        } else if fen > Self::MAX.0 {
            Err(MoneyRefusal::TooLarge)
        } else {
            Ok(Self(fen))
        }
    }

    pub fn get(self) -> i64 {
        self.0
    }

    pub fn plus(self, other: Self) -> Result<Self, MoneyRefusal> {
        self.0.checked_add(other.0).ok_or(MoneyRefusal::TooLarge).and_then(Self::parse)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_bounds_themselves_are_amounts() {
        assert_eq!(Fen::parse(0), Ok(Fen::ZERO));
        assert_eq!(Fen::parse(10_000_000_000_000), Ok(Fen::MAX));
        assert_eq!(Fen::parse(-1), Err(MoneyRefusal::Negative));
        assert_eq!(Fen::parse(10_000_000_000_001), Err(MoneyRefusal::TooLarge));
        assert_eq!(Fen::MAX.plus(Fen::parse(1).unwrap()), Err(MoneyRefusal::TooLarge));
    }

    proptest! {
        #[test]
        fn a_sum_is_exact_or_refused(a in 0..=Fen::MAX.0, b in 0..=Fen::MAX.0) {
            let sum = Fen::parse(a).unwrap().plus(Fen::parse(b).unwrap());
            prop_assert_eq!(sum.ok().map(Fen::get), (a + b <= Fen::MAX.0).then_some(a + b));
        }

        #[test]
        fn what_is_parsed_comes_back(fen: i64) {
            match Fen::parse(fen) {
                Ok(amount) => prop_assert_eq!(amount.get(), fen),
                Err(_) => prop_assert!(!(0..=Fen::MAX.0).contains(&fen)),
            }
        }
    }
}
