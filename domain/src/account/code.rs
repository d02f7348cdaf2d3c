//! Sign-in codes by text message: how often one is sent, how long it lives, how often it may be tried.
//!
//! The limits are those of the SMS providers (one a minute, five an hour, ten in a rolling day for a number), so that a
//! provider never refuses a message. The hourly limit for a network address makes it expensive to pump messages through
//! many numbers.

use chrono::TimeDelta;

use crate::Time;
use crate::ids::AccountId;

pub const CODE_LIFE_MINUTES: i64 = 5;
pub const CODE_TRIES: u32 = 5;

/// At most `limit` codes in any stretch of `minutes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub limit: usize,
    pub minutes: i64,
}

impl Window {
    pub const PER_NUMBER: [Self; 3] =
        [Self { limit: 1, minutes: 1 }, Self { limit: 5, minutes: 60 }, Self { limit: 10, minutes: 24 * 60 }];

    /// The limit is a setting, because one network address may be a household, or a whole hall behind one router.
    pub fn per_address(an_hour: usize) -> Self {
        Self { limit: an_hour, minutes: 60 }
    }

    /// When this window has room for one more; none if it has room now.
    pub(super) fn frees_at(self, sent: &[Time], now: Time) -> Option<Time> {
        let length = TimeDelta::minutes(self.minutes);
        let mut inside: Vec<Time> = sent.iter().copied().filter(|at| *at + length > now).collect();
        inside.sort_unstable();
        let first_to_leave = inside.len().checked_sub(self.limit)?;
        inside.get(first_to_leave).map(|at| *at + length)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many codes were asked for; try again in {retry_after_seconds} s")]
pub struct SendRefusal {
    pub retry_after_seconds: u64,
}

impl SendRefusal {
    pub(super) fn until(free_at: Time, now: Time) -> Self {
        let milliseconds = (free_at - now).num_milliseconds();
        let seconds = u64::try_from(milliseconds).unwrap_or(0).div_ceil(1000);
        Self { retry_after_seconds: seconds.max(1) }
    }
}

/// `to_number` are the times at which codes were sent to this number, `from_address` those at which this network
/// address asked for codes. Times older than a day may be left out.
pub fn may_send_code(
    to_number: &[Time],
    from_address: &[Time],
    per_address: Window,
    now: Time,
) -> Result<(), SendRefusal> {
    let by_number = Window::PER_NUMBER.iter().filter_map(|window| window.frees_at(to_number, now));
    let by_address = per_address.frees_at(from_address, now);
    match by_number.chain(by_address).max() {
        None => Ok(()),
        Some(free_at) => Err(SendRefusal::until(free_at, now)),
    }
}

/// There is a budget for all codes of an hour together. It stops a person who pumps messages through thousands of
/// numbers and addresses and so stays below every other limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no more codes are sent this hour; try again in {retry_after_seconds} s")]
pub struct BudgetRefusal {
    pub retry_after_seconds: u64,
}

/// With a budget of n codes an hour, `nth_newest` is when the n-th newest code was sent: if that is less than an hour
/// ago, the budget is spent.
pub fn within_budget(nth_newest: Option<Time>, now: Time) -> Result<(), BudgetRefusal> {
    let free_at = nth_newest.map(|at| at + TimeDelta::hours(1)).filter(|free_at| now < *free_at);
    match free_at {
        None => Ok(()),
        Some(free_at) => Err(BudgetRefusal { retry_after_seconds: seconds_until(free_at, now) }),
    }
}

/// Whole seconds, rounded up, at least one.
fn seconds_until(free_at: Time, now: Time) -> u64 {
    let milliseconds = (free_at - now).num_milliseconds();
    u64::try_from(milliseconds).unwrap_or(0).div_ceil(1000).max(1)
}

/// What a code was requested for, and by which account. The code is good for nothing else (OWASP ASVS 5.0, 6.6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeUse {
    SignIn,
    /// To give this account a number, or to replace its number.
    BindPhone(AccountId),
    /// To prove again that this account's owner is here; the code goes to the account's own number.
    Prove(AccountId),
}

impl CodeUse {
    pub fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::BindPhone(_) => "bind_phone",
            Self::Prove(_) => "prove",
        }
    }

    /// The account the code is bound to.
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::SignIn => None,
            Self::BindPhone(account) | Self::Prove(account) => Some(account),
        }
    }

    pub fn from_parts(word: &str, account: Option<AccountId>) -> Option<Self> {
        match (word, account) {
            ("sign_in", None) => Some(Self::SignIn),
            ("bind_phone", Some(account)) => Some(Self::BindPhone(account)),
            ("prove", Some(account)) => Some(Self::Prove(account)),
            _ => None,
        }
    }
}

/// A code that was sent, without its digits: the message has them, and the store has a keyed hash of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhoneCode {
    pub sent_at: Time,
    pub tries: u32,
    pub used_at: Option<Time>,
}

/// Clients get the same answer for all of these, because a guesser must not learn which it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefusal {
    #[error("the code is older than five minutes")]
    Expired,
    #[error("the code was tried too often")]
    TriedTooOften,
    #[error("the code was already used")]
    AlreadyUsed,
}

impl PhoneCode {
    pub fn expires_at(&self) -> Time {
        self.sent_at + TimeDelta::minutes(CODE_LIFE_MINUTES)
    }

    /// May one more try be compared with the code? The try counts whether or not it is right.
    pub fn count_try(&self, now: Time) -> Result<Self, CodeRefusal> {
        if self.used_at.is_some() {
            return Err(CodeRefusal::AlreadyUsed);
        }
        if now >= self.expires_at() {
            return Err(CodeRefusal::Expired);
        }
        if self.tries >= CODE_TRIES {
            return Err(CodeRefusal::TriedTooOften);
        }
        Ok(Self { tries: self.tries + 1, ..*self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Time {
        DateTime::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
    }

    fn times(seconds: &[i64]) -> Vec<Time> {
        seconds.iter().map(|s| at(*s)).collect()
    }

    #[test]
    fn each_window_refuses_and_says_for_how_long() {
        let hours_apart: Vec<i64> = (0..10).map(|i| i * 7_200).collect();
        let crowd: Vec<i64> = (0..20).map(|i| i * 10).collect();
        type Case<'a> = (&'a str, &'a [i64], &'a [i64], i64, Option<u64>);
        let table: [Case; 9] = [
            ("first ever", &[], &[], 0, None),
            ("within the minute", &[0], &[], 59, Some(1)),
            ("after the minute", &[0], &[], 60, None),
            ("fifth in the hour", &[0, 60, 120, 180], &[], 240, None),
            ("sixth in the hour", &[0, 60, 120, 180, 240], &[], 300, Some(3_300)),
            ("eleventh in a day", &hours_apart, &[], 9 * 7_200 + 3_600, Some(86_400 - 9 * 7_200 - 3_600)),
            ("a day after the first of ten", &hours_apart, &[], 86_400, None),
            ("address, twenty-first in the hour", &[], &crowd, 600, Some(3_000)),
            ("address, an hour after the first", &[], &crowd, 3_600, None),
        ];
        for (name, number, address, now, expected) in table {
            let answer = may_send_code(&times(number), &times(address), Window::per_address(20), at(now));
            assert_eq!(answer.err().map(|refusal| refusal.retry_after_seconds), expected, "{name}");
        }
    }

    #[test]
    fn a_code_lives_five_minutes_five_tries_and_one_use() {
        let fresh = PhoneCode { sent_at: at(0), tries: 0, used_at: None };
        assert_eq!(fresh.count_try(at(299)).map(|code| code.tries), Ok(1));
        assert_eq!(fresh.count_try(at(300)), Err(CodeRefusal::Expired));
        assert_eq!(PhoneCode { tries: 4, ..fresh }.count_try(at(1)).map(|code| code.tries), Ok(5));
        assert_eq!(PhoneCode { tries: 5, ..fresh }.count_try(at(1)), Err(CodeRefusal::TriedTooOften));
        assert_eq!(PhoneCode { used_at: Some(at(1)), ..fresh }.count_try(at(2)), Err(CodeRefusal::AlreadyUsed));
    }

    #[test]
    fn the_budget_is_spent_until_the_code_leaves_that_makes_room() {
        let table = [
            (None, 0, None),
            (Some(0), 0, Some(3_600)),
            (Some(0), 3_599, Some(1)),
            (Some(0), 3_600, None),
            (Some(0), 9_000, None),
        ];
        for (nth_newest, now, expected) in table {
            let answer = within_budget(nth_newest.map(at), at(now));
            assert_eq!(answer.err().map(|refusal| refusal.retry_after_seconds), expected, "{nth_newest:?} at {now}");
        }
    }

    #[test]
    fn a_use_comes_back_with_its_account_only() {
        let account = AccountId(uuid::Uuid::from_u128(1));
        for using in [CodeUse::SignIn, CodeUse::BindPhone(account), CodeUse::Prove(account)] {
            assert_eq!(CodeUse::from_parts(using.word(), using.account()), Some(using));
        }
        assert_eq!(CodeUse::from_parts("prove", None), None);
        assert_eq!(CodeUse::from_parts("sign_in", Some(account)), None);
    }

    proptest! {
        #[test]
        fn whoever_waits_as_told_gets_a_code(mut sent in proptest::collection::vec(0i64..90_000, 0..30), extra in 0i64..90_000) {
            sent.sort_unstable();
            let now = sent.last().copied().unwrap_or(0).max(extra);
            if let Err(refusal) = may_send_code(&times(&sent), &[], Window::per_address(20), at(now)) {
                let later = at(now + i64::try_from(refusal.retry_after_seconds).unwrap());
                prop_assert_eq!(may_send_code(&times(&sent), &[], Window::per_address(20), later), Ok(()));
            }
        }

        #[test]
        fn nobody_gets_more_than_a_window_allows(asks in proptest::collection::vec(1i64..4_000, 1..200)) {
            let (mut now, mut sent) = (0, Vec::new());
            for pause in asks {
                now += pause;
                if may_send_code(&sent, &[], Window::per_address(20), at(now)).is_ok() {
                    sent.push(at(now));
                }
            }
            for window in Window::PER_NUMBER {
                let length = TimeDelta::minutes(window.minutes);
                for first in &sent {
                    let within = sent.iter().filter(|t| *t >= first && **t < *first + length).count();
                    prop_assert!(within <= window.limit);
                }
            }
        }
    }
}
