//! An estate's register of owners (业主名册): flats, their areas, and who owns them.
//!
//! Heads follow 法释〔2009〕7号 arts. 8 and 9: a flat is one head; a person with several flats is one head with their areas
//! summed; and all flats of the builder that are not sold or not handed over are one head.

mod column;
mod read;

pub use column::Column;
pub use read::read;

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::account::{ContactRefusal, DisplayName, PhoneNumber};
use crate::table::{self, FormRefusal};
use crate::text::TextRefusal;
use crate::vote::tally::owners::{Flat as Share, Measure};

/// A flat by building (幢) and room (室), in one spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flat {
    pub building: String,
    pub room: String,
}

impl std::fmt::Display for Flat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.building, self.room)
    }
}

/// One line of the register: a flat and one of its owners. `Debug` prints neither number nor name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub flat: Flat,
    /// Exclusive area of the whole flat, in 0.01 m².
    pub area: u64,
    /// None only for the builder.
    pub name: Option<DisplayName>,
    pub phone: Option<PhoneNumber>,
    /// How much of the flat is this owner's, as written. It is only a note, because co-owners cast one ballot together.
    pub share: Option<Fraction>,
    /// The head the flat counts with.
    pub head: Head,
}

/// A head, named after the first of its flats, or the builder. The code names a door and never a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Head(String);

impl Head {
    const BUILDER: &str = "builder";
    /// Building and room of twenty characters each, and the slash.
    const MAX: usize = 41;

    pub fn of(first: &Flat) -> Self {
        Self(first.to_string())
    }

    /// The head of all flats that are not sold or not handed over.
    pub fn builder() -> Self {
        Self(Self::BUILDER.to_owned()) // differs from the code of every flat: those have a slash
    }

    pub fn is_builder(&self) -> bool {
        self.0 == Self::BUILDER
    }

    /// A code from outside, to look a head up by; none if no flat can have such a code.
    pub fn parse(code: &str) -> Option<Self> {
        let is_code = (1..=Self::MAX).contains(&code.chars().count()) && !code.chars().any(char::is_control);
        is_code.then(|| Self(code.to_owned()))
    }

    /// A code from the store, or one that is only compared with others.
    pub fn restore(stored: String) -> Self {
        Self(stored)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    pub num: u32,
    pub den: u32,
}

impl std::fmt::Display for Fraction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.num, self.den)
    }
}

/// What decisions are measured by: every flat once, with its area and its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    flats: BTreeMap<Flat, (u64, Head)>,
}

impl Register {
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        Self::restore(entries.into_iter().map(|entry| (entry.flat.clone(), entry.area, entry.head.clone())))
    }

    /// From stored lines; a flat with several owners may come several times.
    pub fn restore(lines: impl IntoIterator<Item = (Flat, u64, Head)>) -> Self {
        Self { flats: lines.into_iter().map(|(flat, area, head)| (flat, (area, head))).collect() }
    }

    pub fn flats(&self) -> u64 {
        u64::try_from(self.flats.len()).unwrap_or(u64::MAX)
    }

    /// Each flat with its area and its head, sorted bytewise by building and room.
    pub fn lines(&self) -> impl Iterator<Item = (&Flat, u64, &Head)> {
        self.flats.iter().map(|(flat, (area, head))| (flat, *area, head))
    }

    /// Each flat as a share of its head, for a count.
    pub fn shares(&self) -> impl Iterator<Item = Share<&Head>> {
        self.flats.values().map(|(area, owner)| Share { owner, area: *area })
    }

    /// The flats and the area of each head.
    pub fn heads(&self) -> BTreeMap<&Head, Holding<'_>> {
        let mut heads: BTreeMap<&Head, Holding<'_>> = BTreeMap::new();
        for (flat, (area, head)) in &self.flats {
            let holding = heads.entry(head).or_default();
            holding.area = holding.area.saturating_add(*area);
            holding.flats.push(flat);
        }
        heads
    }

    /// The area of all flats and the number of all heads.
    pub fn total(&self) -> Measure {
        self.measure(|_| true)
    }

    /// The area and the number of those heads that `is_meant` picks.
    pub fn measure(&self, is_meant: impl Fn(&Head) -> bool) -> Measure {
        let mut sum = Measure::default();
        for (_, holding) in self.heads().into_iter().filter(|(head, _)| is_meant(head)) {
            sum.area = sum.area.saturating_add(holding.area);
            sum.heads += 1;
        }
        sum
    }

    /// SHA-256 over `sanhui/owner-register/v1\n`, then for each flat, sorted bytewise by building and room, its building,
    /// room, area in 0.01 m² (decimal) and head as netstrings (`length:text,`, length in bytes) and `\n`. No person is
    /// named in it, so that everybody who has the list of flats can compute it again.
    pub fn hash(&self) -> RegisterHash {
        let mut hash = Sha256::new();
        hash.update("sanhui/owner-register/v1\n");
        for (flat, (area, head)) in &self.flats {
            for field in [&flat.building, &flat.room, &area.to_string(), &head.0] {
                hash.update(format!("{}:{field},", field.len()));
            }
            hash.update(b"\n");
        }
        RegisterHash(hash.finalize().into())
    }
}

/// The flats of a head and their areas together, in 0.01 m².
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding<'a> {
    pub area: u64,
    pub flats: Vec<&'a Flat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegisterHash(pub [u8; 32]);

impl std::fmt::Display for RegisterHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

pub type Fault = table::Fault<Column, RegisterRefusal>;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterRefusal {
    #[error(transparent)]
    Form(#[from] FormRefusal<Column>),
    #[error(transparent)]
    Text(#[from] TextRefusal),
    #[error(transparent)]
    Contact(#[from] ContactRefusal),
    #[error("must be an area in m² with at most two decimals, between 0.01 and 1000000, such as 89.52")]
    Area,
    #[error("must be a share such as 1/2 or 50%, not more than the whole")]
    Share,
    #[error("the shares of the flat are more than the whole")]
    SharesOverOne,
    #[error("must be yes or no")]
    NotYesOrNo,
    #[error("the flat has another area in row {row}")]
    AreaDiffers { row: u64 },
    #[error("the flat is sold in row {row} and not sold here, or the other way round")]
    SoldDiffers { row: u64 },
    #[error("the same owner of the same flat stands in row {row}")]
    Twice { row: u64 },
    #[error("the owner number belongs to another name in row {row}")]
    NumberOfAnother { row: u64 },
}
