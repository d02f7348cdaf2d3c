//! Owners' decisions (业主共同决定事项), Civil Code art. 278: both by exclusive area and by number of owners, those who take
//! part must be at least two thirds of all; then an ordinary matter needs more than half, a special one at least three
//! quarters, of those who take part. "At least" includes the number itself, "more than" does not (art. 1259).
//!
//! Owners are heads: one of several flats is one head with the areas summed, co-owners of a flat are one owner, and the
//! builder's unsold flats are the builder's (Supreme People's Court, 法释〔2009〕7号, arts. 8 and 9). Silence is not consent
//! and not participation; an abstention is participation.

use std::collections::BTreeMap;

use crate::vote::quorum::{Base, Cmp, Share, ShareRefusal};

/// What is decided about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// Items 1 to 5 and 9 of art. 278.
    Ordinary,
    /// Items 6 to 8: raising the maintenance fund, rebuilding, changing the use of common parts.
    Special,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    For,
    Against,
    Abstain,
}

impl Voice {
    pub const ALL: &[Self] = &[Self::For, Self::Against, Self::Abstain];

    pub fn word(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Abstain => "abstain",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|voice| voice.word() == word)
    }
}

/// A flat: whose it is and its exclusive area in 0.01 m².
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flat<O> {
    pub owner: O,
    pub area: u64,
}

/// Area in 0.01 m² and heads, of one group of owners.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    pub area: u64,
    pub heads: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    pub matter: Matter,
    pub total: Measure,
    pub participating: Measure,
    pub in_favour: Measure,
    /// Enough took part, by area and by heads.
    pub quorum: bool,
    /// Enough of those are in favour, by area and by heads.
    pub threshold: bool,
}

impl Matter {
    /// How much must take part, of all.
    pub fn quorum() -> Result<Share, ShareRefusal> {
        Share::parse(Base::Eligible, Cmp::Ge, 2, 3)
    }

    /// How much must be in favour, of those who take part.
    pub fn threshold(self) -> Result<Share, ShareRefusal> {
        match self {
            Self::Ordinary => Share::parse(Base::Participating, Cmp::Gt, 1, 2),
            Self::Special => Share::parse(Base::Participating, Cmp::Ge, 3, 4),
        }
    }
}

impl Measure {
    fn add(&mut self, area: u64) {
        self.area = self.area.saturating_add(area);
        self.heads += 1;
    }

    fn reaches(self, share: Result<Share, ShareRefusal>, whole: Self) -> bool {
        share.is_ok_and(|share| share.met(self.area, whole.area) && share.met(self.heads, whole.heads))
    }
}

impl Decision {
    /// `voice` says what an owner answered; none for an owner who did not.
    pub fn count<O: Ord>(
        matter: Matter,
        flats: impl IntoIterator<Item = Flat<O>>,
        voice: impl Fn(&O) -> Option<Voice>,
    ) -> Self {
        let mut owners: BTreeMap<O, u64> = BTreeMap::new();
        for flat in flats {
            let area = owners.entry(flat.owner).or_default();
            *area = area.saturating_add(flat.area);
        }
        let (mut total, mut participating, mut in_favour) = <(Measure, Measure, Measure)>::default();
        for (owner, area) in &owners {
            total.add(*area);
            match voice(owner) {
                None => continue,
                Some(Voice::For) => in_favour.add(*area),
                Some(Voice::Against | Voice::Abstain) => {}
            }
            participating.add(*area);
        }
        let quorum = participating.reaches(Matter::quorum(), total);
        let threshold = in_favour.reaches(matter.threshold(), participating);
        Self { matter, total, participating, in_favour, quorum, threshold }
    }

    pub fn passed(&self) -> bool {
        self.quorum && self.threshold
    }
}
