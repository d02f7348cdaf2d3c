//! Life-circle units (基本单元): an outline inside one or more streets, urban or rural, with what the place is for.
//!
//! Policy, action 2: each district draws its units, classed 城镇 or 乡村, and names their functions.

use crate::Time;
use crate::area::{AreaCode, Level};
use crate::geo::Outline;
use crate::ids::UnitId;
use crate::text::Title;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    Urban,
    Rural,
}

impl UnitKind {
    pub const ALL: &[Self] = &[Self::Urban, Self::Rural];

    pub fn word(self) -> &'static str {
        match self {
            Self::Urban => "urban",
            Self::Rural => "rural",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Function {
    Residential,
    Business,
    Industrial,
}

impl Function {
    pub const ALL: &[Self] = &[Self::Residential, Self::Business, Self::Industrial];

    pub fn word(self) -> &'static str {
        match self {
            Self::Residential => "residential",
            Self::Business => "business",
            Self::Industrial => "industrial",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|function| function.word() == word)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    id: UnitId,
    name: Title,
    kind: UnitKind,
    functions: Vec<Function>,
    areas: Vec<AreaCode>,
    outline: Outline,
    created_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitRefusal {
    #[error("a unit lies in 1 to 10 streets")]
    StreetCount,
    #[error("a unit's areas are streets")]
    NotAStreet,
    #[error("a unit's streets lie in one district")]
    TwoDistricts,
    #[error("a unit has 1 to 3 functions")]
    FunctionCount,
}

impl Unit {
    pub fn new(
        id: UnitId,
        name: Title,
        kind: UnitKind,
        mut functions: Vec<Function>,
        mut areas: Vec<AreaCode>,
        outline: Outline,
        created_at: Time,
    ) -> Result<Self, UnitRefusal> {
        functions.sort_unstable();
        functions.dedup();
        areas.sort_unstable();
        areas.dedup();
        if !(1..=3).contains(&functions.len()) {
            return Err(UnitRefusal::FunctionCount);
        }
        if !(1..=10).contains(&areas.len()) {
            return Err(UnitRefusal::StreetCount);
        }
        if areas.iter().any(|area| area.level() != Level::Street) {
            return Err(UnitRefusal::NotAStreet);
        }
        let district = areas.first().and_then(AreaCode::district);
        if areas.iter().any(|area| area.district() != district) {
            return Err(UnitRefusal::TwoDistricts);
        }
        Ok(Self { id, name, kind, functions, areas, outline, created_at })
    }

    pub fn id(&self) -> UnitId {
        self.id
    }

    pub fn name(&self) -> &Title {
        &self.name
    }

    pub fn kind(&self) -> UnitKind {
        self.kind
    }

    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// The streets it lies in, at least one, all of one district.
    pub fn areas(&self) -> &[AreaCode] {
        &self.areas
    }

    /// The street whose settings count for the unit: the first by code.
    pub fn lead_street(&self) -> AreaCode {
        self.areas.first().cloned().unwrap_or_else(AreaCode::city)
    }

    pub fn district(&self) -> AreaCode {
        self.lead_street().district().unwrap_or_else(AreaCode::city)
    }

    /// True when a committee (or street) lies in one of the unit's streets.
    pub fn reaches(&self, area: &AreaCode) -> bool {
        self.areas.iter().any(|street| street.covers(area))
    }

    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    pub fn created_at(&self) -> Time {
        self.created_at
    }
}
