//! The time a street has to acknowledge a suggestion, for a first and for the final answer: working days after
//! submission.
//!
//! Source of the defaults 1, 5 and 15: the handling times of Shanghai's 12345 hotline. The ordinance on suggestions
//! itself says only "within the prescribed time" (art. 11), so they are settings of a street.

use chrono::NaiveDate;

use crate::Time;
use crate::calendar::{Calendar, WorkingDay, end_of_shanghai_day, shanghai_date};
use crate::suggestion::{Stage, Suggestion};

/// Working days after the day of submission. No clock is shorter than the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    acknowledge: u32,
    first_answer: u32,
    final_answer: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClocksRefusal {
    #[error("a clock runs for 1 to {max} working days", max = Clocks::LONGEST)]
    OutOfBounds,
    #[error("the clocks must not run backwards: acknowledge, first answer, final answer")]
    Disordered,
}

/// The last day for each duty, and whether the calendar knew every year it counted through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDates {
    pub acknowledge: WorkingDay,
    pub first_answer: WorkingDay,
    pub final_answer: WorkingDay,
}

/// Which duties are unfulfilled past their day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overdue {
    pub acknowledgement: bool,
    pub first_answer: bool,
    pub final_answer: bool,
}

impl Clocks {
    pub const LONGEST: u32 = 60;

    pub fn new(acknowledge: u32, first_answer: u32, final_answer: u32) -> Result<Self, ClocksRefusal> {
        if acknowledge < 1 || final_answer > Self::LONGEST {
            return Err(ClocksRefusal::OutOfBounds);
        }
        if acknowledge > first_answer || first_answer > final_answer {
            return Err(ClocksRefusal::Disordered);
        }
        Ok(Self { acknowledge, first_answer, final_answer })
    }
}

impl Default for Clocks {
    fn default() -> Self {
        Self { acknowledge: 1, first_answer: 5, final_answer: 15 }
    }
}

impl DueDates {
    /// Counted from the Shanghai date of submission; that day itself does not count.
    pub fn promised(clocks: Clocks, calendar: &Calendar, submitted_at: Time) -> Self {
        let start = shanghai_date(submitted_at);
        Self {
            acknowledge: calendar.add_working_days(start, clocks.acknowledge),
            first_answer: calendar.add_working_days(start, clocks.first_answer),
            final_answer: calendar.add_working_days(start, clocks.final_answer),
        }
    }
}

impl Suggestion {
    /// The last day of the street's next duty; none once it has answered or owes nothing any more.
    pub fn next_due_on(&self) -> Option<NaiveDate> {
        match self.stage {
            Stage::Received => Some(self.due.acknowledge.date),
            Stage::Acknowledged { .. } => Some(self.due.first_answer.date),
            Stage::Answered(_) | Stage::Adopted { .. } | Stage::Withdrawn { .. } => None,
        }
    }

    pub fn is_overdue(&self, now: Time) -> bool {
        self.next_due_on().is_some_and(|day| now >= end_of_shanghai_day(day))
    }

    /// One answer fulfils both answer duties. The day of the final answer only tells late from very late.
    pub fn overdue(&self, now: Time) -> Overdue {
        let late = |due: WorkingDay| now >= end_of_shanghai_day(due.date);
        let answers = Overdue {
            acknowledgement: false,
            first_answer: late(self.due.first_answer),
            final_answer: late(self.due.final_answer),
        };
        match self.stage {
            Stage::Received => Overdue { acknowledgement: late(self.due.acknowledge), ..answers },
            Stage::Acknowledged { .. } => answers,
            Stage::Answered(_) | Stage::Adopted { .. } | Stage::Withdrawn { .. } => Overdue::default(),
        }
    }
}
