//! Chinese working days and the Shanghai day.
//!
//! Source: the State Council's yearly notice on the arrangement of holidays (国务院办公厅关于部分节假日安排的通知).
//! It names days off and the weekend days that are worked instead (调休). The notice for a year comes out late in the
//! year before, so a calendar always ends somewhere; beyond that it counts Monday to Friday and says so.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Weekday};

use crate::Time;

/// Which days are worked. A year it covers is known exactly; any other year falls back to Monday to Friday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    off_days: BTreeSet<NaiveDate>,
    work_days: BTreeSet<NaiveDate>,
    years: BTreeSet<i32>,
}

/// A day found by counting, and whether every year counted through was known to the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkingDay {
    pub date: NaiveDate,
    pub calendar_known: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarRefusal {
    #[error("{0} is both a day off and a working day")]
    Contradiction(NaiveDate),
    #[error("{0} is listed as a working weekend day, but is not a Saturday or Sunday")]
    NotAWeekend(NaiveDate),
    #[error("{0} lies in a year that the calendar does not say it covers")]
    OutsideCoveredYears(NaiveDate),
}

/// The strict count ran into a year whose holidays are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the working-day calendar does not know the year {year}")]
pub struct UnknownYear {
    pub year: i32,
}

impl Calendar {
    /// `off_days` are the named holidays, `work_days` the Saturdays and Sundays worked instead, `years` the calendar
    /// years for which both lists are complete.
    pub fn new(
        off_days: BTreeSet<NaiveDate>,
        work_days: BTreeSet<NaiveDate>,
        years: BTreeSet<i32>,
    ) -> Result<Self, CalendarRefusal> {
        if let Some(day) = off_days.intersection(&work_days).next() {
            return Err(CalendarRefusal::Contradiction(*day));
        }
        if let Some(day) = work_days.iter().find(|day| !is_weekend(**day)) {
            return Err(CalendarRefusal::NotAWeekend(*day));
        }
        if let Some(day) = off_days.union(&work_days).find(|day| !years.contains(&day.year())) {
            return Err(CalendarRefusal::OutsideCoveredYears(*day));
        }
        Ok(Self { off_days, work_days, years })
    }

    /// A calendar that knows no year: Monday to Friday throughout.
    pub fn monday_to_friday() -> Self {
        Self::default()
    }

    pub fn knows(&self, date: NaiveDate) -> bool {
        self.years.contains(&date.year())
    }

    /// The last year for which the holidays are known.
    pub fn last_known_year(&self) -> Option<i32> {
        self.years.last().copied()
    }

    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        if self.off_days.contains(&date) {
            return false;
        }
        !is_weekend(date) || self.work_days.contains(&date)
    }

    /// The `n`th working day after `from`; `from` itself never counts, whether worked or not. Zero gives `from` back.
    pub fn add_working_days(&self, from: NaiveDate, n: u32) -> WorkingDay {
        let mut day = WorkingDay { date: from, calendar_known: self.knows(from) };
        let mut left = n;
        while left > 0 {
            let Some(next) = day.date.succ_opt() else { break };
            day = WorkingDay { date: next, calendar_known: day.calendar_known && self.knows(next) };
            if self.is_working_day(next) {
                left -= 1;
            }
        }
        day
    }

    /// Like `add_working_days`, but a year whose holidays are not known is an error that names it.
    pub fn add_working_days_strictly(&self, from: NaiveDate, n: u32) -> Result<NaiveDate, UnknownYear> {
        let found = self.add_working_days(from, n);
        match (from.year()..=found.date.year()).find(|year| !self.years.contains(year)) {
            Some(year) => Err(UnknownYear { year }),
            None => Ok(found.date),
        }
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Shanghai keeps UTC+8 all year; China has had no summer time since 1991.
const AHEAD_OF_UTC: TimeDelta = TimeDelta::hours(8);

/// What a clock on a wall in Shanghai shows at that instant.
pub fn shanghai_clock(time: Time) -> NaiveDateTime {
    let utc = time.naive_utc();
    utc.checked_add_signed(AHEAD_OF_UTC).unwrap_or(utc)
}

/// The date on a Shanghai wall calendar at that instant.
pub fn shanghai_date(time: Time) -> NaiveDate {
    shanghai_clock(time).date()
}

/// Midnight at the end of that day in Shanghai: the first instant that no longer belongs to it.
/// Something due on `date` is late when `now >= end_of_shanghai_day(date)`.
pub fn end_of_shanghai_day(date: NaiveDate) -> Time {
    let next = date.succ_opt().unwrap_or(date).and_time(chrono::NaiveTime::MIN);
    next.checked_sub_signed(AHEAD_OF_UTC).unwrap_or(next).and_utc()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(raw: &str) -> NaiveDate {
        raw.parse().unwrap_or_else(|error| unreachable!("{raw}: {error}"))
    }

    fn days(raw: &[&str]) -> BTreeSet<NaiveDate> {
        raw.iter().map(|raw| day(raw)).collect()
    }

    /// The notice for 2024 as far as Spring Festival and Labour Day go (国办发明电〔2023〕7号).
    fn early_2024() -> Calendar {
        let off = [
            "2024-01-01",
            "2024-02-10",
            "2024-02-11",
            "2024-02-12",
            "2024-02-13",
            "2024-02-14",
            "2024-02-15",
            "2024-02-16",
            "2024-02-17",
            "2024-05-01",
            "2024-05-02",
            "2024-05-03",
            "2024-05-04",
            "2024-05-05",
        ];
        let worked = ["2024-02-04", "2024-02-18", "2024-04-28", "2024-05-11"];
        Calendar::new(days(&off), days(&worked), BTreeSet::from([2024])).unwrap_or_default()
    }

    #[test]
    fn swap_days_are_worked_and_holidays_are_not() {
        let calendar = early_2024();
        let expected = [
            ("2024-02-03", false), // an ordinary Saturday
            ("2024-02-04", true),  // Sunday, worked for the festival
            ("2024-02-09", true),  // New Year's Eve was not a day off in 2024
            ("2024-02-10", false),
            ("2024-02-16", false), // Friday, off
            ("2024-02-17", false),
            ("2024-02-18", true), // Sunday, worked
            ("2024-02-19", true),
            ("2024-05-11", true), // Saturday, worked
            ("2024-05-12", false),
        ];
        for (date, worked) in expected {
            assert_eq!(calendar.is_working_day(day(date)), worked, "{date}");
        }
    }

    #[test]
    fn counting_jumps_the_festival_and_uses_the_swap_days() {
        let calendar = early_2024();
        for (from, n, expected) in [
            ("2024-02-08", 0, "2024-02-08"),
            ("2024-02-08", 1, "2024-02-09"),
            ("2024-02-08", 2, "2024-02-18"),
            ("2024-02-09", 3, "2024-02-20"),
            ("2024-02-14", 1, "2024-02-18"), // submitted on a holiday
            ("2024-04-26", 1, "2024-04-28"),
            ("2024-04-26", 4, "2024-05-06"),
            ("2024-04-26", 15, "2024-05-20"),
        ] {
            let expected = day(expected);
            let found = calendar.add_working_days(day(from), n);
            assert_eq!(found, WorkingDay { date: expected, calendar_known: true }, "{from} + {n}");
            assert_eq!(calendar.add_working_days_strictly(day(from), n), Ok(expected));
        }
    }

    #[test]
    fn an_unknown_year_falls_back_and_says_so_or_is_named() {
        let calendar = early_2024();
        for (from, n, expected, year) in [
            ("2024-12-31", 1, "2025-01-01", 2025), // really a holiday, but this calendar does not know the year
            ("2025-01-03", 1, "2025-01-06", 2025),
            ("2023-12-29", 1, "2024-01-02", 2023),
            ("2030-03-01", 0, "2030-03-01", 2030),
        ] {
            let found = calendar.add_working_days(day(from), n);
            assert_eq!(found, WorkingDay { date: day(expected), calendar_known: false }, "{from} + {n}");
            assert_eq!(calendar.add_working_days_strictly(day(from), n), Err(UnknownYear { year }));
        }
        assert!(calendar.add_working_days(day("2024-12-30"), 1).calendar_known);
    }

    #[test]
    fn lists_that_contradict_themselves_are_refused() {
        let (friday, saturday) = (day("2024-05-10"), day("2024-05-11"));
        let year = BTreeSet::from([2024]);
        let new = |off: &[NaiveDate], work: &[NaiveDate], years: &BTreeSet<i32>| {
            Calendar::new(off.iter().copied().collect(), work.iter().copied().collect(), years.clone())
        };
        assert_eq!(new(&[saturday], &[saturday], &year), Err(CalendarRefusal::Contradiction(saturday)));
        assert_eq!(new(&[], &[friday], &year), Err(CalendarRefusal::NotAWeekend(friday)));
        assert_eq!(new(&[friday], &[], &BTreeSet::new()), Err(CalendarRefusal::OutsideCoveredYears(friday)));
    }

    #[test]
    fn the_shanghai_day_turns_at_sixteen_hours_utc() {
        let at = |raw: &str| raw.parse::<Time>().unwrap_or_else(|error| unreachable!("{raw}: {error}"));
        assert_eq!(shanghai_date(at("2026-09-30T15:59:59Z")), day("2026-09-30"));
        assert_eq!(shanghai_date(at("2026-09-30T16:00:00Z")), day("2026-10-01"));
        assert_eq!(end_of_shanghai_day(day("2026-09-30")), at("2026-09-30T16:00:00Z"));
        assert_eq!(end_of_shanghai_day(NaiveDate::MAX).date_naive().year(), NaiveDate::MAX.year());
        assert_eq!(shanghai_date(Time::MAX_UTC), Time::MAX_UTC.date_naive());
    }

    proptest! {
        #[test]
        fn counting_lands_on_a_working_day_and_adds_up(offset in 0_i64..4000, a in 1_u32..40, b in 1_u32..40) {
            let calendar = early_2024();
            let from = day("2020-01-01") + TimeDelta::days(offset);
            let first = calendar.add_working_days(from, a);
            prop_assert!(calendar.is_working_day(first.date));
            prop_assert!(first.date > from);
            prop_assert_eq!(calendar.add_working_days(first.date, b).date, calendar.add_working_days(from, a + b).date);
        }
    }
}
