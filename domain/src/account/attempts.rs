//! Attempts at a secret: how many may be wrong, and how long the next attempt has to wait.
//!
//! A try is counted before it is checked, so that many tries at once are no more than many in a row. A right one is
//! taken off the count again. Right tries that come together wait for one another instead of being refused.

use chrono::TimeDelta;

use crate::Time;

/// Wrong tries in a row that cause no wait.
pub const FREE_ATTEMPTS: u32 = 5;
/// After the free tries each wrong one doubles the wait, from a minute to an hour: some thirty tries a day.
const FIRST_WAIT_MINUTES: i64 = 1;
const LAST_WAIT_MINUTES: i64 = 60;
/// After so many hours without a wrong try the count starts anew.
const FORGOTTEN_AFTER_HOURS: i64 = 24;
/// A try that never reported its outcome, because the process died, counts as wrong after this time.
const LOST_AFTER_SECONDS: i64 = 60;

/// What is known of the tries at one secret. All unknown devices together have one such count, and each known device
/// has its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// Wrong tries in a row.
    pub wrong: u32,
    pub last_wrong_at: Option<Time>,
    /// Tries that began and have not reported their outcome yet.
    pub pending: u32,
    pub last_begun_at: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttemptRefusal {
    #[error("too many were wrong; the next try is in {retry_after_seconds} s")]
    TooMany { retry_after_seconds: u64 },
    /// The tries under way would use up all free ones if they were all wrong: wait until one of them has ended.
    #[error("others are under way")]
    OthersUnderWay,
}

impl Attempts {
    /// Begins a try. Its outcome must be reported with [`Self::right`], [`Self::wrong`] or [`Self::given_up`].
    pub fn begin(self, now: Time) -> Result<Self, AttemptRefusal> {
        let known = self.as_of(now);
        if let Some(until) = known.waits_until().filter(|until| now < *until) {
            let milliseconds = (until - now).num_milliseconds();
            let seconds = u64::try_from(milliseconds).unwrap_or(0).div_ceil(1000).max(1);
            return Err(AttemptRefusal::TooMany { retry_after_seconds: seconds });
        }
        let places = FREE_ATTEMPTS.saturating_sub(known.wrong).max(1);
        if known.pending >= places {
            return Err(AttemptRefusal::OthersUnderWay);
        }
        Ok(Self { pending: known.pending + 1, last_begun_at: Some(now), ..known })
    }

    pub fn right(self) -> Self {
        Self { wrong: 0, last_wrong_at: None, ..self.given_up() }
    }

    pub fn wrong(self, now: Time) -> Self {
        Self { wrong: self.wrong.saturating_add(1), last_wrong_at: Some(now), ..self.given_up() }
    }

    /// The secret could not be checked, so the try counts neither as right nor as wrong.
    pub fn given_up(self) -> Self {
        Self { pending: self.pending.saturating_sub(1), ..self }
    }

    /// When the next try may begin; none while free tries are left.
    pub fn waits_until(&self) -> Option<Time> {
        let beyond = self.wrong.checked_sub(FREE_ATTEMPTS)?;
        let minutes = (FIRST_WAIT_MINUTES << beyond.min(10)).min(LAST_WAIT_MINUTES);
        self.last_wrong_at.map(|at| at + TimeDelta::minutes(minutes))
    }

    fn as_of(self, now: Time) -> Self {
        let mut known = self;
        let lost = |at: Time| now >= at + TimeDelta::seconds(LOST_AFTER_SECONDS);
        if known.pending > 0
            && let Some(at) = known.last_begun_at.filter(|at| lost(*at))
        {
            known.wrong = known.wrong.saturating_add(known.pending);
            known.pending = 0;
            known.last_wrong_at = known.last_wrong_at.max(Some(at));
        }
        if known.last_wrong_at.is_some_and(|at| now >= at + TimeDelta::hours(FORGOTTEN_AFTER_HOURS)) {
            (known.wrong, known.last_wrong_at) = (0, None);
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Time {
        chrono::DateTime::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
    }

    fn after(wrong: u32) -> Attempts {
        Attempts { wrong, last_wrong_at: Some(at(0)), ..Attempts::default() }
    }

    #[test]
    fn the_wait_grows_from_a_minute_to_an_hour_and_a_day_forgives() {
        for (wrong, minutes) in [(5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (40, 60), (u32::MAX, 60)] {
            let refused = AttemptRefusal::TooMany { retry_after_seconds: 1 };
            assert_eq!(after(wrong).begin(at(minutes * 60 - 1)), Err(refused), "{wrong}");
            assert!(after(wrong).begin(at(minutes * 60)).is_ok(), "{wrong}");
        }
        assert!(after(4).begin(at(0)).is_ok());
        assert_eq!(after(40).begin(at(86_400)).map(|known| known.wrong), Ok(0));
    }

    #[test]
    fn no_more_are_under_way_than_could_all_be_wrong() {
        let mut known = after(2);
        for _ in 0..3 {
            known = known.begin(at(1)).unwrap();
        }
        assert_eq!(known.begin(at(1)), Err(AttemptRefusal::OthersUnderWay));
        assert!(known.given_up().begin(at(1)).is_ok() && known.right().begin(at(1)).is_ok());
        let one_at_a_time = after(5).begin(at(60)).unwrap();
        assert_eq!(one_at_a_time.begin(at(60)), Err(AttemptRefusal::OthersUnderWay));
    }

    #[test]
    fn a_try_that_is_never_told_of_was_wrong() {
        let known = after(4).begin(at(10)).unwrap();
        assert_eq!(known.begin(at(69)), Err(AttemptRefusal::OthersUnderWay));
        assert_eq!(known.begin(at(70)).map(|known| (known.wrong, known.pending)), Ok((5, 1)));
    }

    proptest! {
        /// For any tries at once and in a row, over a whole day.
        #[test]
        fn a_guesser_has_some_thirty_tries_a_day(pauses in proptest::collection::vec((0i64..4_000, 1u32..9), 1..400)) {
            let (mut known, mut now, mut looked_at) = (Attempts::default(), 0, 0);
            for (pause, at_once) in pauses {
                now += pause;
                if now >= 86_400 {
                    break;
                }
                for _ in 0..at_once {
                    if let Ok(begun) = known.begin(at(now)) {
                        known = begun;
                        looked_at += 1;
                    }
                }
                while known.pending > 0 {
                    known = known.wrong(at(now));
                }
            }
            prop_assert!(looked_at <= 35, "{looked_at}");
        }
    }
}
