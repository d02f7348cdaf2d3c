//! The year in which a person was born. The service stores no more of a birthday, and this only for votes with an age
//! limit.

use chrono::Datelike as _;

use crate::Time;
use crate::calendar::shanghai_clock;

/// The year as a committee saw it in the person's papers. `Debug` does not print it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BirthYear(u16);

impl BirthYear {
    pub const EARLIEST: u16 = 1900;

    pub fn parse(year: u16, now: Time) -> Result<Self, BirthYearRefusal> {
        let this_year = u16::try_from(shanghai_clock(now).year()).unwrap_or(u16::MAX);
        if (Self::EARLIEST..=this_year).contains(&year) { Ok(Self(year)) } else { Err(BirthYearRefusal { this_year }) }
    }

    /// From its stored text.
    pub fn restore(stored: &str) -> Option<Self> {
        stored.parse().ok().map(Self)
    }

    pub fn get(self) -> u16 {
        self.0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a year from {} to {this_year}", BirthYear::EARLIEST)]
pub struct BirthYearRefusal {
    pub this_year: u16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_born_in_the_future_of_shanghai() {
        let eve = chrono::DateTime::parse_from_rfc3339("2026-12-31T15:59:59Z").unwrap().to_utc();
        let year = |year, at| BirthYear::parse(year, at).map(BirthYear::get);
        assert_eq!(year(2026, eve), Ok(2026));
        assert_eq!(year(2027, eve), Err(BirthYearRefusal { this_year: 2026 }));
        assert_eq!(year(2027, eve + chrono::TimeDelta::seconds(1)), Ok(2027));
        assert_eq!(year(1899, eve), Err(BirthYearRefusal { this_year: 2026 }));
    }
}
