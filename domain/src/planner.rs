//! Community planners (社区规划师): engaged by a district for a term; they review designs, guide meetings, and may make
//! suggestions in their own name.
//!
//! Source: 上海市城市更新条例 (2021) art. 44, and action 6 of the 2023 action plan: each district engages its planners.
//! First rounds ran for three years, later ones for "two to three".

use chrono::{Datelike, NaiveDate};

use crate::Time;
use crate::area::{AreaCode, Level};
use crate::calendar::{end_of_shanghai_day, shanghai_date};
use crate::ids::{AccountId, AppointmentId, PlannerId};
use crate::text::{Prose, Sentence, Title};

/// One engagement of one person. A second term is a second engagement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planner {
    pub id: PlannerId,
    pub account: AccountId,
    /// The appointment that carries the authority; it ends with the engagement.
    pub appointment: AppointmentId,
    pub district: AreaCode,
    pub term: Term,
    pub profile: Profile,
    pub ended: Option<Ended>,
}

/// First and last day, both included, on the Shanghai calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    pub from_on: NaiveDate,
    pub until_on: NaiveDate,
}

/// What everybody may read of a planner. The professional name is the one the district publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub professional_name: Title,
    pub specialities: Vec<Title>,
    pub statement: Prose,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub ended_at: Time,
    pub reason: Sentence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlannerStatus {
    /// The term has not begun.
    Upcoming,
    Engaged,
    /// The term ran out.
    Over,
    /// Ended before its time.
    Ended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EngageRefusal {
    #[error("planners are engaged by a district")]
    NotADistrict,
    #[error("the last day of the term lies before its first")]
    TermBackwards,
    #[error("the term is longer than {max} years", max = Planner::LONGEST_TERM_YEARS)]
    TermTooLong,
    #[error("the term is over already")]
    TermOver,
    #[error("this person is engaged by this district during that time already")]
    AlreadyEngaged,
    #[error("a planner states between 1 and {max} specialities", max = Planner::MOST_SPECIALITIES)]
    WrongNumberOfSpecialities,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndRefusal {
    #[error("the engagement was ended already")]
    AlreadyEnded,
    #[error("the term of the engagement is over already")]
    TermOver,
}

/// The person to be engaged, by which district and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engagement {
    pub id: PlannerId,
    pub account: AccountId,
    pub appointment: AppointmentId,
    pub district: AreaCode,
    pub term: Term,
    pub profile: Profile,
}

impl Planner {
    pub const LONGEST_TERM_YEARS: i32 = 5;
    pub const MOST_SPECIALITIES: usize = 10;

    /// `others` are this person's earlier and present engagements. A district may enter a term that began in the past,
    /// since the letter of engagement often precedes the entry.
    pub fn engage(engagement: Engagement, others: &[Self], now: Time) -> Result<Self, EngageRefusal> {
        let Engagement { id, account, appointment, district, term, profile } = engagement;
        if district.level() != Level::District {
            return Err(EngageRefusal::NotADistrict);
        }
        if term.until_on < term.from_on {
            return Err(EngageRefusal::TermBackwards);
        }
        if term.until_on >= years_after(term.from_on, Self::LONGEST_TERM_YEARS) {
            return Err(EngageRefusal::TermTooLong);
        }
        if term.until_on < shanghai_date(now) {
            return Err(EngageRefusal::TermOver);
        }
        if !(1..=Self::MOST_SPECIALITIES).contains(&profile.specialities.len()) {
            return Err(EngageRefusal::WrongNumberOfSpecialities);
        }
        let stands = |other: &&Self| other.account == account && other.district == district && other.ended.is_none();
        if others.iter().filter(stands).any(|other| other.term.overlaps(&term)) {
            return Err(EngageRefusal::AlreadyEngaged);
        }
        Ok(Self { id, account, appointment, district, term, profile, ended: None })
    }

    pub fn end(self, reason: Sentence, now: Time) -> Result<Self, EndRefusal> {
        match self.status(now) {
            PlannerStatus::Upcoming | PlannerStatus::Engaged => {
                Ok(Self { ended: Some(Ended { ended_at: now, reason }), ..self })
            }
            PlannerStatus::Over => Err(EndRefusal::TermOver),
            PlannerStatus::Ended => Err(EndRefusal::AlreadyEnded),
        }
    }

    pub fn status(&self, now: Time) -> PlannerStatus {
        if self.ended.is_some() {
            PlannerStatus::Ended
        } else if shanghai_date(now) < self.term.from_on {
            PlannerStatus::Upcoming
        } else if now < end_of_shanghai_day(self.term.until_on) {
            PlannerStatus::Engaged
        } else {
            PlannerStatus::Over
        }
    }

    /// May act as a planner of `district` at this moment.
    pub fn is_engaged_by(&self, district: &AreaCode, now: Time) -> bool {
        self.district == *district && self.status(now) == PlannerStatus::Engaged
    }
}

impl Term {
    fn overlaps(&self, other: &Self) -> bool {
        self.from_on <= other.until_on && other.from_on <= self.until_on
    }
}

/// The same day that many years on; 29 February becomes 1 March.
fn years_after(date: NaiveDate, years: i32) -> NaiveDate {
    let year = date.year().saturating_add(years);
    date.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1)).unwrap_or(NaiveDate::MAX)
}

impl PlannerStatus {
    pub const ALL: &[Self] = &[Self::Upcoming, Self::Engaged, Self::Over, Self::Ended];

    pub fn word(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::Engaged => "engaged",
            Self::Over => "over",
            Self::Ended => "ended",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(raw: &str) -> NaiveDate {
        raw.parse().unwrap()
    }

    fn noon(raw: &str) -> Time {
        format!("{raw}T04:00:00Z").parse().unwrap()
    }

    fn district() -> AreaCode {
        AreaCode::parse("310101").unwrap()
    }

    fn engagement(from_on: &str, until_on: &str) -> Engagement {
        Engagement {
            id: PlannerId(Uuid::from_u128(1)),
            account: AccountId(Uuid::from_u128(2)),
            appointment: AppointmentId(Uuid::from_u128(3)),
            district: district(),
            term: Term { from_on: day(from_on), until_on: day(until_on) },
            profile: Profile {
                professional_name: Title::parse("王规划师").unwrap(),
                specialities: vec![Title::parse("适老化改造").unwrap()],
                statement: Prose::parse("十年社区更新经验").unwrap(),
            },
        }
    }

    fn planner() -> Planner {
        Planner::engage(engagement("2026-01-01", "2027-12-31"), &[], noon("2025-12-01")).unwrap()
    }

    fn ended() -> Planner {
        planner().end(Sentence::parse("调离").unwrap(), noon("2026-06-01")).unwrap()
    }

    #[test]
    fn a_district_engages_for_a_term_that_is_not_over() {
        let now = noon("2026-06-01");
        for (from_on, until_on, refusal) in [
            ("2026-06-01", "2028-05-31", None),
            ("2026-06-01", "2026-06-01", None), // one day, today
            ("2025-01-01", "2026-12-31", None), // entered after the letter of engagement
            ("2026-06-01", "2031-05-31", None),
            ("2026-06-01", "2031-06-01", Some(EngageRefusal::TermTooLong)),
            ("2028-02-29", "2033-02-28", None),
            ("2028-02-29", "2033-03-01", Some(EngageRefusal::TermTooLong)),
            ("2026-06-02", "2026-06-01", Some(EngageRefusal::TermBackwards)),
            ("2025-01-01", "2026-05-31", Some(EngageRefusal::TermOver)),
        ] {
            let found = Planner::engage(engagement(from_on, until_on), &[], now);
            assert_eq!(found.err(), refusal, "{from_on} to {until_on}");
        }
    }

    #[test]
    fn nothing_but_a_district_engages() {
        for area in ["31", "310101020", "310101020004"] {
            let engagement =
                Engagement { district: AreaCode::parse(area).unwrap(), ..engagement("2026-01-01", "2027-12-31") };
            let found = Planner::engage(engagement, &[], noon("2026-06-01"));
            assert_eq!(found, Err(EngageRefusal::NotADistrict), "{area}");
        }
    }

    #[test]
    fn specialities_are_stated_and_few() {
        for (count, accepted) in [(0, false), (1, true), (10, true), (11, false)] {
            let mut engagement = engagement("2026-01-01", "2027-12-31");
            engagement.profile.specialities = vec![Title::parse("绿化").unwrap(); count];
            let found = Planner::engage(engagement, &[], noon("2026-06-01"));
            assert_eq!(found.is_ok(), accepted, "{count}");
        }
    }

    #[test]
    fn terms_of_one_person_in_one_district_do_not_overlap() {
        let now = noon("2026-06-02");
        let elsewhere = Planner { district: AreaCode::parse("310104").unwrap(), ..planner() };
        let another_person = Planner { account: AccountId(Uuid::from_u128(7)), ..planner() };
        let table = [
            (planner(), "2027-12-31", Err(EngageRefusal::AlreadyEngaged)),
            (planner(), "2028-01-01", Ok(())),
            (ended(), "2026-06-02", Ok(())),
            (elsewhere, "2026-06-02", Ok(())),
            (another_person, "2026-06-02", Ok(())),
        ];
        for (other, from_on, expected) in table {
            let found = Planner::engage(engagement(from_on, "2029-12-31"), &[other], now);
            assert_eq!(found.map(|_| ()), expected, "{from_on}");
        }
    }

    #[test]
    fn the_term_includes_its_first_and_last_day_in_shanghai() {
        let at = |raw: &str| raw.parse::<Time>().unwrap();
        for (now, status) in [
            ("2025-12-31T15:59:59Z", PlannerStatus::Upcoming),
            ("2025-12-31T16:00:00Z", PlannerStatus::Engaged),
            ("2027-12-31T15:59:59Z", PlannerStatus::Engaged),
            ("2027-12-31T16:00:00Z", PlannerStatus::Over),
        ] {
            assert_eq!(planner().status(at(now)), status, "{now}");
            assert_eq!(planner().is_engaged_by(&district(), at(now)), status == PlannerStatus::Engaged);
            assert_eq!(ended().status(at(now)), PlannerStatus::Ended);
        }
        assert!(!planner().is_engaged_by(&AreaCode::parse("310104").unwrap(), noon("2026-06-01")));
    }

    #[test]
    fn an_engagement_ends_once_and_not_after_its_term() {
        let reason = || Sentence::parse("任务完成").unwrap();
        for (state, now, expected) in [
            (planner(), "2025-12-15", Ok(PlannerStatus::Ended)), // before it began
            (planner(), "2026-06-01", Ok(PlannerStatus::Ended)),
            (planner(), "2028-01-01", Err(EndRefusal::TermOver)),
            (ended(), "2026-07-01", Err(EndRefusal::AlreadyEnded)),
            (ended(), "2028-01-01", Err(EndRefusal::AlreadyEnded)),
        ] {
            let now = noon(now);
            assert_eq!(state.end(reason(), now).map(|planner| planner.status(now)), expected);
        }
    }

    #[test]
    fn statuses_survive_their_words() {
        for status in PlannerStatus::ALL {
            assert_eq!(PlannerStatus::from_word(status.word()), Some(*status));
        }
    }
}
