//! What a project sets out to do: the fields of the annual list in action 5 of the 2023 action plan (建设内容、实施路径、
//! 实施主体、资金来源、时间安排、设计团队).

use chrono::{Datelike as _, NaiveDate};

use crate::money::Fen;
use crate::text::{Prose, Title};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub title: Title,
    pub content: Prose,
    pub implementation_path: Prose,
    pub implementing_body: Title,
    pub funding_source: Title,
    pub budget: Fen,
    pub schedule: Schedule,
    /// Often chosen only after the project is proposed.
    pub design_team: Option<Title>,
    pub kind: ProjectKind,
    pub level: ProjectLevel,
    pub year: Year,
}

/// The two kinds of project in action 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectKind {
    BasicGuarantee,
    Quality,
}

/// Whether the street or the district is responsible for a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectLevel {
    Street,
    District,
}

/// First and last day of the works, both included, between 2000 and 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    starts_on: NaiveDate,
    ends_on: NaiveDate,
}

/// The year whose annual list a project is meant for: 2014, when the first life circles were planned, to 2099.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Year(i32);

/// How much of the works is done: 0–100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u8);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    #[error("the works can't end before they start")]
    EndsBeforeStart,
    #[error("the works must lie between 2000 and 2199")]
    DateOutOfRange,
    #[error("the year must be between {} and {}", Year::MIN, Year::MAX)]
    YearOutOfRange,
    #[error("a percentage is a whole number from 0 to 100")]
    PercentOutOfRange,
}

impl Schedule {
    pub fn new(starts_on: NaiveDate, ends_on: NaiveDate) -> Result<Self, PlanRefusal> {
        if ends_on < starts_on {
            return Err(PlanRefusal::EndsBeforeStart);
        }
        if starts_on.year() < 2000 || ends_on.year() > 2199 {
            return Err(PlanRefusal::DateOutOfRange);
        }
        Ok(Self { starts_on, ends_on })
    }

    pub fn starts_on(self) -> NaiveDate {
        self.starts_on
    }

    pub fn ends_on(self) -> NaiveDate {
        self.ends_on
    }
}

impl Year {
    pub const MIN: i32 = 2014;
    pub const MAX: i32 = 2099;

    pub fn parse(year: i32) -> Result<Self, PlanRefusal> {
        if (Self::MIN..=Self::MAX).contains(&year) { Ok(Self(year)) } else { Err(PlanRefusal::YearOutOfRange) }
    }

    pub fn get(self) -> i32 {
        self.0
    }
}

impl Percent {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self(100);

    pub fn parse(percent: i32) -> Result<Self, PlanRefusal> {
        match u8::try_from(percent) {
            Ok(whole) if whole <= Self::ALL.0 => Ok(Self(whole)),
            Ok(_) | Err(_) => Err(PlanRefusal::PercentOutOfRange),
        }
    }

    pub fn get(self) -> i32 {
        i32::from(self.0)
    }
}

impl ProjectKind {
    pub const ALL: &[Self] = &[Self::BasicGuarantee, Self::Quality];

    pub fn word(self) -> &'static str {
        match self {
            Self::BasicGuarantee => "basic_guarantee",
            Self::Quality => "quality",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

impl ProjectLevel {
    pub const ALL: &[Self] = &[Self::Street, Self::District];

    pub fn word(self) -> &'static str {
        match self {
            Self::Street => "street",
            Self::District => "district",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_of_one_day_are_works_and_none_end_before_they_start() {
        let on = |year, day| NaiveDate::from_ymd_opt(year, 5, day).unwrap();
        let day = |day| on(2026, day);
        assert!(Schedule::new(day(4), day(4)).is_ok());
        assert_eq!(Schedule::new(day(4), day(3)), Err(PlanRefusal::EndsBeforeStart));
        assert_eq!(Schedule::new(on(1999, 1), day(3)), Err(PlanRefusal::DateOutOfRange));
        assert_eq!(Schedule::new(day(4), on(2200, 1)), Err(PlanRefusal::DateOutOfRange));
    }

    #[test]
    fn years_and_percentages_have_bounds() {
        for (year, ok) in [(2013, false), (2014, true), (2099, true), (2100, false)] {
            assert_eq!(Year::parse(year).is_ok(), ok, "{year}");
        }
        for (percent, ok) in [(-1, false), (0, true), (100, true), (101, false), (256, false)] {
            assert_eq!(Percent::parse(percent).is_ok(), ok, "{percent}");
        }
    }

    #[test]
    fn words_come_back() {
        assert!(ProjectKind::ALL.iter().all(|&kind| ProjectKind::from_word(kind.word()) == Some(kind)));
        assert!(ProjectLevel::ALL.iter().all(|&level| ProjectLevel::from_word(level.word()) == Some(level)));
    }
}
