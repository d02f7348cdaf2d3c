//! Shares: how much of what must be reached, for a quorum and for a threshold alike. Exact integers, no rounding.

/// What a share is measured against. Each voter on the roll counts once, be it a person, a household or a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Everyone on the frozen roll.
    Eligible,
    /// Ballots returned, whatever is on them.
    Cast,
    /// Ballots that name at least one option and keep to the rule.
    Valid,
    /// Voters who returned a ballot, abstentions included. Equal to `Cast` as long as a voter has one ballot.
    Participating,
}

impl Base {
    pub const ALL: &[Self] = &[Self::Eligible, Self::Cast, Self::Valid, Self::Participating];

    pub fn word(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::Cast => "cast",
            Self::Valid => "valid",
            Self::Participating => "participating",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|base| base.word() == word)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cmp {
    /// More than.
    Gt,
    /// At least.
    Ge,
}

impl Cmp {
    pub const ALL: &[Self] = &[Self::Gt, Self::Ge];

    pub fn word(self) -> &'static str {
        match self {
            Self::Gt => "gt",
            Self::Ge => "ge",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|cmp| cmp.word() == word)
    }
}

/// `cmp num/den of base`, such as "at least 1/3 of the eligible".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    base: Base,
    cmp: Cmp,
    num: u32,
    den: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareRefusal {
    #[error("the denominator must be between 1 and {}", Share::MAX_DEN)]
    Denominator,
    #[error("the numerator must be between 1 and the denominator")]
    Numerator,
    #[error("more than the whole can never be reached")]
    MoreThanAll,
}

impl Share {
    pub const MAX_DEN: u32 = 10_000;

    pub fn parse(base: Base, cmp: Cmp, num: u32, den: u32) -> Result<Self, ShareRefusal> {
        if !(1..=Self::MAX_DEN).contains(&den) {
            return Err(ShareRefusal::Denominator);
        }
        if !(1..=den).contains(&num) {
            return Err(ShareRefusal::Numerator);
        }
        if cmp == Cmp::Gt && num == den {
            return Err(ShareRefusal::MoreThanAll);
        }
        Ok(Self { base, cmp, num, den })
    }

    pub fn base(self) -> Base {
        self.base
    }

    pub fn cmp(self) -> Cmp {
        self.cmp
    }

    pub fn num(self) -> u32 {
        self.num
    }

    pub fn den(self) -> u32 {
        self.den
    }

    /// Whether `part` of `whole` is enough. A share of nothing is never reached.
    pub fn met(self, part: u64, whole: u64) -> bool {
        let have = u128::from(part) * u128::from(self.den);
        let need = u128::from(whole) * u128::from(self.num);
        whole > 0
            && match self.cmp {
                Cmp::Gt => have > need,
                Cmp::Ge => have >= need,
            }
    }

    /// The smallest count that is enough of `whole`, at least 1.
    pub fn needed(self, whole: u64) -> u64 {
        let need = u128::from(whole) * u128::from(self.num);
        let den = u128::from(self.den);
        let count = match self.cmp {
            Cmp::Gt => need / den + 1,
            Cmp::Ge => need.div_ceil(den),
        };
        u64::try_from(count).unwrap_or(u64::MAX).max(1) // num ≤ den, so it always fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn share(cmp: Cmp, num: u32, den: u32) -> Share {
        Share::parse(Base::Eligible, cmp, num, den).unwrap()
    }

    #[test]
    fn at_least_includes_the_number_itself_and_more_than_does_not() {
        let cases = [
            (Cmp::Ge, 2, 3, 4, 6, true),
            (Cmp::Ge, 2, 3, 3, 5, false),
            (Cmp::Ge, 2, 3, 666, 1000, false),
            (Cmp::Ge, 2, 3, 667, 1000, true),
            (Cmp::Gt, 1, 2, 2, 4, false),
            (Cmp::Gt, 1, 2, 3, 4, true),
            (Cmp::Ge, 1, 1, 7, 7, true),
            (Cmp::Ge, 1, 3, 0, 0, false),
            (Cmp::Ge, 10_000, 10_000, u64::MAX, u64::MAX, true),
            (Cmp::Ge, 10_000, 10_000, u64::MAX - 1, u64::MAX, false),
        ];
        for (cmp, num, den, part, whole, expected) in cases {
            assert_eq!(share(cmp, num, den).met(part, whole), expected, "{cmp:?} {num}/{den}: {part} of {whole}");
        }
    }

    #[test]
    fn shares_that_say_nothing_or_the_impossible_are_refused() {
        let parse = |cmp, num, den| Share::parse(Base::Valid, cmp, num, den);
        assert_eq!(parse(Cmp::Ge, 1, 0), Err(ShareRefusal::Denominator));
        assert_eq!(parse(Cmp::Ge, 1, 10_001), Err(ShareRefusal::Denominator));
        assert_eq!(parse(Cmp::Ge, 0, 2), Err(ShareRefusal::Numerator));
        assert_eq!(parse(Cmp::Ge, 3, 2), Err(ShareRefusal::Numerator));
        assert_eq!(parse(Cmp::Gt, 2, 2), Err(ShareRefusal::MoreThanAll));
    }

    #[test]
    fn words_go_both_ways() {
        assert!(Base::ALL.iter().all(|base| Base::from_word(base.word()) == Some(*base)));
        assert!(Cmp::ALL.iter().all(|cmp| Cmp::from_word(cmp.word()) == Some(*cmp)));
        assert_eq!(Base::from_word("Eligible"), None);
    }

    proptest! {
        #[test]
        fn needed_is_the_least_count_that_is_met(ge: bool, den in 1u32..50, num in 1u32..50, whole in 1u64..500) {
            let cmp = if ge { Cmp::Ge } else { Cmp::Gt };
            if let Ok(share) = Share::parse(Base::Cast, cmp, num, den) {
                let least = (0..=whole).find(|part| share.met(*part, whole));
                prop_assert_eq!(least, Some(share.needed(whole)));
            }
        }
    }
}
