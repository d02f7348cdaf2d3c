//! Whether the owner of an account may sign in at all, and how often a secret may be tried that was not sent in a
//! message.

use chrono::TimeDelta;

use crate::Time;

/// The state of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    InUse,
    /// Its owner asked for its erasure and may still change their mind until then. Meanwhile nothing else can be done
    /// with it.
    Leaving {
        until: Time,
    },
    /// An administrator disabled it. Only a person who has proved to be its owner is told so.
    Disabled,
    /// The account is gone for its owner and for everybody else, even if its data has not been removed yet.
    Erased,
}

impl Standing {
    /// `erase_after` is the end of the grace period of a requested erasure.
    pub fn of(disabled_at: Option<Time>, erase_after: Option<Time>, erased_at: Option<Time>, now: Time) -> Self {
        match (erased_at, erase_after, disabled_at) {
            (Some(_), _, _) => Self::Erased,
            (None, Some(until), _) if until <= now => Self::Erased,
            (None, _, Some(_)) => Self::Disabled,
            (None, Some(until), None) => Self::Leaving { until },
            (None, None, None) => Self::InUse,
        }
    }

    /// May its owner sign in, even if only to keep the account?
    pub fn lets_in(self) -> bool {
        match self {
            Self::InUse | Self::Leaving { .. } => true,
            Self::Disabled | Self::Erased => false,
        }
    }
}

/// At most `limit` wrong tries in any stretch of `minutes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongTryWindow {
    pub limit: usize,
    pub minutes: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many wrong tries; try again in {retry_after_seconds} s")]
pub struct TooManyWrongTries {
    pub retry_after_seconds: u64,
}

impl WrongTryWindow {
    /// Cards, for one network address. Sixty bits need no more protection, but an address that guesses is no resident.
    pub const CARDS_FROM_ADDRESS: Self = Self { limit: 10, minutes: 60 };
    /// Residency codes are as long, and the people who send them are signed in. Everybody in a committee's hall shares
    /// one address.
    pub const RESIDENCY_CODES_FROM_ADDRESS: Self = Self { limit: 30, minutes: 60 };
    pub const RESIDENCY_CODES_OF_ACCOUNT: Self = Self { limit: 5, minutes: 60 };
    /// Proving the password again in a session, for one account: a person who finds a session left open must not guess
    /// on.
    pub const PASSWORD_OF_SESSION: Self = Self { limit: 5, minutes: 15 };

    pub fn begins_at(self, now: Time) -> Time {
        now - TimeDelta::minutes(self.minutes)
    }

    /// `wrong` are the times of the wrong tries, in any order; times before the window may be among them.
    pub fn may_try(self, wrong: &[Time], now: Time) -> Result<(), TooManyWrongTries> {
        let length = TimeDelta::minutes(self.minutes);
        let mut inside: Vec<Time> = wrong.iter().copied().filter(|at| *at + length > now).collect();
        inside.sort_unstable();
        let first_to_leave = inside.len().checked_sub(self.limit).and_then(|index| inside.get(index));
        match first_to_leave {
            None => Ok(()),
            Some(at) => {
                let seconds = (*at + length - now).num_milliseconds();
                let retry_after_seconds = u64::try_from(seconds).unwrap_or(0).div_ceil(1000).max(1);
                Err(TooManyWrongTries { retry_after_seconds })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Time {
        chrono::DateTime::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn erased_is_more_than_disabled_and_disabled_more_than_leaving() {
        let (now, before, after) = (at(10), Some(at(9)), Some(at(11)));
        let table = [
            ((None, None, None), Standing::InUse),
            ((before, None, None), Standing::Disabled),
            ((None, after, None), Standing::Leaving { until: at(11) }),
            ((before, after, None), Standing::Disabled),
            ((None, Some(now), None), Standing::Erased),
            ((before, before, None), Standing::Erased),
            ((None, before, before), Standing::Erased),
            ((before, None, before), Standing::Erased),
        ];
        for ((disabled, erase_after, erased), expected) in table {
            assert_eq!(
                Standing::of(disabled, erase_after, erased, now),
                expected,
                "{disabled:?} {erase_after:?} {erased:?}"
            );
        }
        assert!(Standing::InUse.lets_in() && Standing::Leaving { until: at(0) }.lets_in());
        assert!(!Standing::Disabled.lets_in() && !Standing::Erased.lets_in());
    }

    #[test]
    fn the_limit_holds_in_any_stretch_and_frees_one_by_one() {
        let window = WrongTryWindow { limit: 3, minutes: 10 };
        let table: [(&[i64], i64, Option<u64>); 6] = [
            (&[], 0, None),
            (&[0, 60], 61, None),
            (&[0, 60, 120], 121, Some(479)),
            (&[120, 0, 60], 599, Some(1)),
            (&[0, 60, 120], 600, None),
            (&[0, 60, 120, 600], 601, Some(59)),
        ];
        for (wrong, now, expected) in table {
            let wrong: Vec<Time> = wrong.iter().map(|second| at(*second)).collect();
            let answer = window.may_try(&wrong, at(now));
            assert_eq!(answer.err().map(|refusal| refusal.retry_after_seconds), expected, "{wrong:?} at {now}");
        }
    }
}
