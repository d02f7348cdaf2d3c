//! A meeting's steps: planned → announced → open → closed → minutes drafted → minutes published; or cancelled before it
//! opens.

use chrono::NaiveDate;

use super::{
    AnnounceRefusal, CancelRefusal, CloseRefusal, DOORS_OPEN_BEFORE, Meeting, Minutes, OpenRefusal,
    PublishMinutesRefusal, Record, State, WriteMinutesRefusal,
};
use crate::Time;
use crate::calendar::shanghai_date;
use crate::text::Sentence;

impl Meeting {
    /// `earliest_start` is today plus the street's notice days.
    pub fn announce(self, now: Time, earliest_start: NaiveDate) -> Result<Self, AnnounceRefusal> {
        match self.state {
            State::Planned if shanghai_date(self.starts_at) < earliest_start || self.starts_at <= now => {
                Err(AnnounceRefusal::NoticeTooShort { earliest_start })
            }
            State::Planned => Ok(Self { state: State::Announced { announced_at: now }, ..self }),
            State::Announced { .. } | State::Open { .. } | State::Closed { .. } => {
                Err(AnnounceRefusal::AlreadyAnnounced)
            }
            State::Cancelled { .. } => Err(AnnounceRefusal::Cancelled),
        }
    }

    pub fn open(self, now: Time) -> Result<Self, OpenRefusal> {
        match self.state {
            State::Announced { announced_at } => {
                let opens_from = self.starts_at - DOORS_OPEN_BEFORE;
                if now < opens_from {
                    return Err(OpenRefusal::TooEarly { opens_from });
                }
                Ok(Self { state: State::Open { announced_at, opened_at: now }, ..self })
            }
            State::Planned => Err(OpenRefusal::NotAnnounced),
            State::Open { .. } => Err(OpenRefusal::AlreadyOpen),
            State::Closed { .. } => Err(OpenRefusal::AlreadyClosed),
            State::Cancelled { .. } => Err(OpenRefusal::Cancelled),
        }
    }

    pub fn close(self, now: Time) -> Result<Self, CloseRefusal> {
        match self.state {
            State::Open { announced_at, opened_at } => {
                let minutes = Minutes::Unwritten;
                Ok(Self { state: State::Closed { announced_at, opened_at, closed_at: now, minutes }, ..self })
            }
            State::Planned | State::Announced { .. } => Err(CloseRefusal::NotOpen),
            State::Closed { .. } => Err(CloseRefusal::AlreadyClosed),
            State::Cancelled { .. } => Err(CloseRefusal::Cancelled),
        }
    }

    pub fn cancel(self, reason: Sentence, now: Time) -> Result<Self, CancelRefusal> {
        let announced_at = match self.state {
            State::Planned => None,
            State::Announced { announced_at } => Some(announced_at),
            State::Open { .. } | State::Closed { .. } => return Err(CancelRefusal::AlreadyOpen),
            State::Cancelled { .. } => return Err(CancelRefusal::Cancelled),
        };
        Ok(Self { state: State::Cancelled { announced_at, cancelled_at: now, reason }, ..self })
    }

    /// Writes the minutes, or replaces them as long as they are a draft.
    pub fn write_minutes(self, record: Record) -> Result<Self, WriteMinutesRefusal> {
        match self.state {
            State::Closed { announced_at, opened_at, closed_at, minutes } => {
                let minutes = match minutes {
                    Minutes::Unwritten | Minutes::Draft(_) => Minutes::Draft(record),
                    Minutes::Published { .. } => return Err(WriteMinutesRefusal::AlreadyPublished),
                };
                Ok(Self { state: State::Closed { announced_at, opened_at, closed_at, minutes }, ..self })
            }
            State::Planned | State::Announced { .. } | State::Open { .. } => Err(WriteMinutesRefusal::NotClosed),
            State::Cancelled { .. } => Err(WriteMinutesRefusal::Cancelled),
        }
    }

    pub fn publish_minutes(self, now: Time) -> Result<Self, PublishMinutesRefusal> {
        match self.state {
            State::Closed { announced_at, opened_at, closed_at, minutes } => {
                let minutes = match minutes {
                    Minutes::Draft(record) => Minutes::Published { record, published_at: now },
                    Minutes::Unwritten => return Err(PublishMinutesRefusal::NotWritten),
                    Minutes::Published { .. } => return Err(PublishMinutesRefusal::AlreadyPublished),
                };
                Ok(Self { state: State::Closed { announced_at, opened_at, closed_at, minutes }, ..self })
            }
            State::Planned | State::Announced { .. } | State::Open { .. } => Err(PublishMinutesRefusal::NotClosed),
            State::Cancelled { .. } => Err(PublishMinutesRefusal::Cancelled),
        }
    }
}
