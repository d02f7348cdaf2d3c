//! The working-day calendar as data: embedded in the binary, replaceable by a file of the same form.
//!
//! A year is added by writing its holidays (`off_days`), its working weekend days (`work_days`) and its number
//! (`years`) into a copy of `api/data/workdays.json` when the State Council has announced them, usually in November.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use domain::calendar::{Calendar, CalendarRefusal};
use serde::Deserialize;

const EMBEDDED: &str = include_str!("../../data/workdays.json");

#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    #[error("cannot read the working-day calendar {path}: {cause}")]
    Unreadable { path: PathBuf, cause: std::io::Error },
    #[error("the working-day calendar is not in the form of api/data/workdays.json: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error("the working-day calendar contradicts itself: {0}")]
    Contradictory(#[from] CalendarRefusal),
}

#[derive(Deserialize)]
struct WorkdaysFile {
    years: BTreeSet<i32>,
    /// Date → the name of the holiday.
    off_days: BTreeMap<NaiveDate, String>,
    work_days: BTreeSet<NaiveDate>,
}

/// The calendar in `file`, or the embedded one.
pub fn load(file: Option<&Path>) -> Result<Calendar, CalendarError> {
    match file {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|cause| CalendarError::Unreadable { path: path.to_owned(), cause })?;
            parse(&text)
        }
        None => parse(EMBEDDED),
    }
}

fn parse(text: &str) -> Result<Calendar, CalendarError> {
    let file: WorkdaysFile = serde_json::from_str(text)?;
    Ok(Calendar::new(file.off_days.into_keys().collect(), file.work_days, file.years)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(raw: &str) -> NaiveDate {
        raw.parse().unwrap()
    }

    /// Expected days read by hand from the notices for 2023 (国办发明电〔2022〕16号) to 2026 (国办发明电〔2025〕7号).
    #[test]
    fn the_embedded_calendar_agrees_with_the_notices() {
        let calendar = load(None).unwrap();
        for (from, n, expected) in [
            ("2023-01-20", 1, "2023-01-28"), // Spring Festival 21–27 January; Saturday and Sunday after it worked
            ("2023-01-20", 2, "2023-01-29"),
            ("2023-01-20", 3, "2023-01-30"),
            ("2023-09-28", 1, "2023-10-07"), // Mid-autumn and National Day in one, 29 September – 6 October
            ("2023-09-28", 3, "2023-10-09"),
            ("2024-02-09", 1, "2024-02-18"), // Spring Festival 10–17 February, New Year's Eve worked
            ("2024-09-13", 1, "2024-09-14"), // Saturday worked for Mid-autumn
            ("2024-09-14", 1, "2024-09-18"),
            ("2024-09-30", 1, "2024-10-08"),
            ("2025-01-24", 1, "2025-01-26"), // Sunday worked; festival 28 January – 4 February
            ("2025-01-27", 1, "2025-02-05"),
            ("2025-02-07", 1, "2025-02-08"),
            ("2025-09-26", 1, "2025-09-28"),
            ("2025-09-30", 1, "2025-10-09"),
            ("2025-10-10", 1, "2025-10-11"),
            ("2025-12-31", 1, "2026-01-04"), // 1–3 January off, Sunday the 4th worked
            ("2026-02-13", 1, "2026-02-14"), // nine days of festival, 15–23 February
            ("2026-02-14", 1, "2026-02-24"),
            ("2026-02-27", 1, "2026-02-28"),
            ("2026-09-18", 1, "2026-09-20"),
            ("2026-09-24", 1, "2026-09-28"),
            ("2026-11-23", 15, "2026-12-14"),
        ] {
            let found = calendar.add_working_days(day(from), n);
            assert_eq!((found.date, found.calendar_known), (day(expected), true), "{from} + {n}");
        }
    }

    #[test]
    fn beyond_the_last_notice_it_says_that_it_does_not_know() {
        let calendar = load(None).unwrap();
        assert_eq!(calendar.last_known_year(), Some(2026));
        assert!(!calendar.add_working_days(day("2026-12-31"), 1).calendar_known);
        assert_eq!(calendar.add_working_days_strictly(day("2026-12-31"), 1).unwrap_err().year, 2027);
    }

    #[test]
    fn a_bad_file_is_one_clear_sentence() {
        let missing = load(Some(Path::new("/nowhere/workdays.json"))).unwrap_err().to_string();
        assert!(missing.starts_with("cannot read the working-day calendar /nowhere/workdays.json"), "{missing}");
        let contradictory =
            r#"{"source": "x", "years": [2027], "off_days": {"2027-01-02": "a"}, "work_days": ["2027-01-02"]}"#;
        assert!(matches!(parse(contradictory), Err(CalendarError::Contradictory(_))));
        assert!(matches!(parse(r#"{"years": []}"#), Err(CalendarError::Malformed(_))));
    }
}
