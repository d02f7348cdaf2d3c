//! Which of the unit's residents a vote admits to its roll: those who are old enough and were verified by a cut-off
//! date. This is fixed with the rule before the vote opens.

use super::roll::Resident;
use crate::Time;
use crate::calendar::shanghai_clock;
use crate::ids::OwnerRegisterId;
use chrono::Datelike as _;

/// Each condition applies only where it is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Admission {
    pub age: Option<AgeLimit>,
    /// Only residencies verified at this time or earlier are admitted.
    pub verified_by: Option<Time>,
    /// The owners' register whose flats vote, in place of residents.
    pub register: Option<OwnerRegisterId>,
}

/// An age limit, stated as a year of birth: the service stores no more of a birthday than its year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeLimit {
    years: u8,
    born_by: u16,
    pub unknown: UnknownAge,
}

/// What becomes of people whose year of birth no committee has confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownAge {
    #[default]
    LeftOut,
    Admitted,
}

impl UnknownAge {
    pub const ALL: &[Self] = &[Self::LeftOut, Self::Admitted];

    pub fn word(self) -> &'static str {
        match self {
            Self::LeftOut => "left_out",
            Self::Admitted => "admitted",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|unknown| unknown.word() == word)
    }
}

/// Why a verified resident is not put on the roll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdmitted {
    VerifiedAfterCutOff,
    AgeUnknown,
    TooYoung,
}

/// How many residents were left out, for each reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub verified_after_cut_off: u64,
    pub age_unknown: u64,
    pub too_young: u64,
}

impl AgeLimit {
    pub const MAX_YEARS: u8 = 100;

    /// A person who reaches the age in the year of `at` is old enough from the first day of that year on.
    pub fn new(years: u8, at: Time, unknown: UnknownAge) -> Option<Self> {
        let year = u16::try_from(shanghai_clock(at).year()).ok()?;
        Self::restore(years, year.checked_sub(u16::from(years))?, unknown)
    }

    /// The limit as it was stored or published.
    pub fn restore(years: u8, born_by: u16, unknown: UnknownAge) -> Option<Self> {
        (1..=Self::MAX_YEARS).contains(&years).then_some(Self { years, born_by, unknown })
    }

    pub fn years(self) -> u8 {
        self.years
    }

    /// The latest year of birth that is old enough.
    pub fn born_by(self) -> u16 {
        self.born_by
    }
}

impl Admission {
    pub fn admits(&self, verified_at: Time, birth_year: Option<u16>) -> Result<(), NotAdmitted> {
        if self.verified_by.is_some_and(|cut_off| verified_at > cut_off) {
            return Err(NotAdmitted::VerifiedAfterCutOff);
        }
        match (self.age, birth_year) {
            (None, _) => Ok(()),
            (Some(age), Some(year)) if year > age.born_by => Err(NotAdmitted::TooYoung),
            (Some(_), Some(_)) => Ok(()),
            (Some(AgeLimit { unknown: UnknownAge::Admitted, .. }), None) => Ok(()),
            (Some(AgeLimit { unknown: UnknownAge::LeftOut, .. }), None) => Err(NotAdmitted::AgeUnknown),
        }
    }

    /// Splits the residents into those who are admitted and the number of those who are not, for each reason.
    /// `birth_year` is called only where there is an age limit.
    pub fn sort(
        &self,
        residents: impl IntoIterator<Item = Resident>,
        birth_year: impl Fn(&Resident) -> Option<u16>,
    ) -> (Vec<Resident>, LeftOut) {
        let (mut admitted, mut left_out) = (Vec::new(), LeftOut::default());
        for resident in residents {
            match self.admits(resident.verified_at, self.age.and_then(|_| birth_year(&resident))) {
                Ok(()) => admitted.push(resident),
                Err(NotAdmitted::VerifiedAfterCutOff) => left_out.verified_after_cut_off += 1,
                Err(NotAdmitted::AgeUnknown) => left_out.age_unknown += 1,
                Err(NotAdmitted::TooYoung) => left_out.too_young += 1,
            }
        }
        (admitted, left_out)
    }

    /// One sentence for each condition; empty where there is none.
    pub fn in_english(&self) -> String {
        let cut_off = self.verified_by.map(|at| {
            let at = shanghai_clock(at).format("%Y-%m-%d %H:%M");
            format!(" On the roll are only residents verified by {at}, Beijing time.")
        });
        let age = self.age.map(|age| {
            let unknown = match age.unknown {
                UnknownAge::LeftOut => "not on the roll",
                UnknownAge::Admitted => "on the roll",
            };
            let (years, born_by) = (age.years, age.born_by);
            format!(
                " On the roll are only people who are {years} or become {years} in the year of the vote, born in {born_by} or \
                 before; whose year of birth is not confirmed is {unknown}."
            )
        });
        cut_off.into_iter().chain(age).collect()
    }

    pub fn in_chinese(&self) -> String {
        let cut_off = self.verified_by.map(|at| {
            format!("仅列入在{}（北京时间）及以前通过认证的居民。", shanghai_clock(at).format("%Y-%m-%d %H:%M"))
        });
        let age = self.age.map(|age| {
            let unknown = match age.unknown {
                UnknownAge::LeftOut => "不列入名册",
                UnknownAge::Admitted => "列入名册",
            };
            let (years, born_by) = (age.years, age.born_by);
            format!("仅列入当年满{years}岁者，即{born_by}年及以前出生；出生年份未经核实的，{unknown}。")
        });
        cut_off.into_iter().chain(age).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::hour;
    use super::*;

    #[test]
    fn a_year_of_birth_decides_and_the_vote_says_about_unknown_ones() {
        // 1 800 000 000 is 15 January 2027 in Shanghai.
        let limit = |unknown| Admission { age: AgeLimit::new(18, hour(0), unknown), ..Admission::default() };
        let strict = limit(UnknownAge::LeftOut);
        assert_eq!(strict.age.map(AgeLimit::born_by), Some(2009));
        assert_eq!(strict.admits(hour(0), Some(2009)), Ok(()), "eighteen some day of the year");
        assert_eq!(strict.admits(hour(0), Some(2010)), Err(NotAdmitted::TooYoung));
        assert_eq!(strict.admits(hour(0), None), Err(NotAdmitted::AgeUnknown));
        let lenient = limit(UnknownAge::Admitted);
        assert_eq!(lenient.admits(hour(0), None), Ok(()));
        assert_eq!(lenient.admits(hour(0), Some(2010)), Err(NotAdmitted::TooYoung));
        assert_eq!(AgeLimit::new(0, hour(0), UnknownAge::LeftOut), None);
    }

    #[test]
    fn the_year_is_that_of_shanghai() {
        let new_year = chrono::DateTime::parse_from_rfc3339("2026-12-31T16:00:00Z").unwrap().to_utc();
        let born_by = |at| AgeLimit::new(18, at, UnknownAge::LeftOut).map(AgeLimit::born_by);
        assert_eq!(born_by(new_year), Some(2009));
        assert_eq!(born_by(new_year - chrono::TimeDelta::seconds(1)), Some(2008));
    }

    #[test]
    fn who_was_verified_after_the_cut_off_is_left_out_and_counted() {
        let admission = Admission { verified_by: Some(hour(5)), ..Admission::default() };
        assert_eq!(admission.admits(hour(5), None), Ok(()));
        let late = hour(5) + chrono::TimeDelta::microseconds(1);
        assert_eq!(admission.admits(late, Some(1950)), Err(NotAdmitted::VerifiedAfterCutOff));
        let resident = |id: u128, verified_at| Resident {
            account: crate::ids::AccountId(uuid::Uuid::from_u128(id)),
            household: "502".to_owned(),
            building: "3".to_owned(),
            verified_at,
        };
        let (admitted, left_out) = admission.sort([resident(1, hour(5)), resident(2, late)], |_| None);
        assert_eq!(admitted, [resident(1, hour(5))]);
        assert_eq!(left_out, LeftOut { verified_after_cut_off: 1, ..LeftOut::default() });
    }
}
