//! A forgotten password: how often a code is mailed, and how long a code is good.

use chrono::TimeDelta;

use super::code::{SendRefusal, Window};
use crate::Time;

pub const RESET_MINUTES: i64 = 30;
/// Mails to one address: enough for somebody impatient, few enough not to fill a mailbox, and so many that a stranger
/// can't use up the day's mails in an hour or two.
const PER_EMAIL: [Window; 2] = [Window { limit: 3, minutes: 60 }, Window { limit: 20, minutes: 24 * 60 }];

/// The answer to a request for a reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetVerdict {
    Send,
    /// Enough codes were mailed to this address. The person who asks gets the usual answer, so that it tells nothing.
    Enough,
}

/// `to_email` are the times of the last day at which a reset was requested for this e-mail address, whether or not an
/// account has it; `from_address` are the times of the last hour at which this network address asked.
pub fn may_mail_reset(
    to_email: &[Time],
    from_address: &[Time],
    per_address: Window,
    now: Time,
) -> Result<ResetVerdict, SendRefusal> {
    if let Some(free_at) = per_address.frees_at(from_address, now) {
        return Err(SendRefusal::until(free_at, now));
    }
    let is_full = PER_EMAIL.iter().any(|window| window.frees_at(to_email, now).is_some());
    Ok(if is_full { ResetVerdict::Enough } else { ResetVerdict::Send })
}

/// A code that was mailed. The store has only the hash of the code itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reset {
    pub asked_at: Time,
    pub used_at: Option<Time>,
}

impl Reset {
    pub fn expires_at(&self) -> Time {
        self.asked_at + TimeDelta::minutes(RESET_MINUTES)
    }

    pub fn stands(&self, now: Time) -> bool {
        self.used_at.is_none() && now < self.expires_at()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Time {
        chrono::DateTime::from_timestamp(1_795_000_000 + minutes * 60, 0).unwrap()
    }

    #[test]
    fn a_mailbox_gets_three_an_hour_and_twenty_a_day() {
        let judged = |asked: &[i64], now| {
            let asked: Vec<Time> = asked.iter().copied().map(at).collect();
            may_mail_reset(&asked, &[], Window::per_address(20), at(now))
        };
        assert_eq!(judged(&[0, 1], 2), Ok(ResetVerdict::Send));
        assert_eq!(judged(&[0, 1, 2], 59), Ok(ResetVerdict::Enough));
        assert_eq!(judged(&[0, 1, 2], 60), Ok(ResetVerdict::Send));
        let twenty: Vec<i64> = (0..20).map(|turn| turn * 60).collect();
        assert_eq!(judged(&twenty, 1_439), Ok(ResetVerdict::Enough));
        assert_eq!(judged(&twenty, 1_440), Ok(ResetVerdict::Send));
    }

    #[test]
    fn an_address_of_the_network_is_told_to_wait() {
        let crowd: Vec<Time> = (0..20).map(at).collect();
        let refused = may_mail_reset(&[], &crowd, Window::per_address(20), at(30));
        assert_eq!(refused, Err(SendRefusal { retry_after_seconds: 1_800 }));
        assert_eq!(may_mail_reset(&[], &crowd, Window::per_address(20), at(60)), Ok(ResetVerdict::Send));
    }

    #[test]
    fn a_code_is_good_once_for_half_an_hour() {
        let fresh = Reset { asked_at: at(0), used_at: None };
        assert!(fresh.stands(at(29)) && !fresh.stands(at(30)));
        assert!(!Reset { used_at: Some(at(1)), ..fresh }.stands(at(2)));
    }
}
