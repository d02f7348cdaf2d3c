//! The second factor of staff and planners: who has to prove it, and the recovery codes for a lost telephone.

use chrono::TimeDelta;
use data_encoding::BASE32_NOPAD;

use super::session::Means;
use crate::Time;
use crate::appointment::Post;

pub const RECOVERY_CODES: usize = 10;
/// A seed is dropped if no code from it was confirmed within this time.
pub const PENDING_MINUTES: i64 = 60;

/// Whether holding a post requires a second factor. `Optional` is a setting for demos and tests only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorPolicy {
    Required,
    Optional,
}

/// Must a person who signed in by these means prove a second factor before anything else? The posts that they hold at
/// this moment decide it, never a level that was stored at sign-in: a post that begins at midnight requires a second
/// factor from midnight on.
pub fn lacks_factor(means: Means, posts: &[Post], policy: FactorPolicy) -> bool {
    match (policy, means) {
        (FactorPolicy::Required, Means::Password) => !posts.is_empty(),
        (FactorPolicy::Required, Means::PasswordAndFactor | Means::PhoneCode | Means::WeChat | Means::Card) => false,
        (FactorPolicy::Optional, _) => false,
    }
}

/// Is a seed that was handed out still waiting to be proved?
pub fn is_pending(handed_out_at: Time, now: Time) -> bool {
    now < handed_out_at + TimeDelta::minutes(PENDING_MINUTES)
}

/// One of ten codes on paper that are good once each: twelve characters of base32, 60 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a recovery code: twelve letters and digits, such as abcd-efgh-2345")]
pub struct NotARecoveryCode;

impl RecoveryCode {
    /// Makes a code from 60 of the 64 random bits.
    pub fn new(random: [u8; 8]) -> Self {
        Self(BASE32_NOPAD.encode(&random).chars().take(12).collect())
    }

    /// Case, blanks and hyphens do not matter. Base32 has no 0 and 1, so they are read as O and I.
    pub fn parse(raw: &str) -> Result<Self, NotARecoveryCode> {
        let compact = raw.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| match c {
            '0' => 'O',
            '1' => 'I',
            other => other.to_ascii_uppercase(),
        });
        let code: String = compact.collect();
        let well_formed =
            raw.len() <= 32 && code.len() == 12 && code.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'));
        if well_formed { Ok(Self(code)) } else { Err(NotARecoveryCode) }
    }

    /// The form that people see: `abcd-efgh-2345`.
    pub fn shown(&self) -> String {
        let code = self.0.to_ascii_lowercase();
        let part = |from: usize| code.get(from..from + 4).unwrap_or_default();
        format!("{}-{}-{}", part(0), part(4), part(8))
    }

    /// The one form that is hashed.
    pub fn canonical(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appointment::Role;
    use crate::area::AreaCode;

    #[test]
    fn a_second_factor_is_asked_of_people_who_hold_a_post_and_of_nobody_else() {
        let post = |role, area| vec![Post::new(role, AreaCode::parse(area).unwrap()).unwrap()];
        let everybody = [
            post(Role::CityAdministrator, "31"),
            post(Role::Steward, "310101"),
            post(Role::Moderator, "310101020"),
            post(Role::Planner, "310101"),
        ];
        for posts in &everybody {
            assert!(lacks_factor(Means::Password, posts, FactorPolicy::Required));
            assert!(!lacks_factor(Means::PasswordAndFactor, posts, FactorPolicy::Required));
            assert!(!lacks_factor(Means::Password, posts, FactorPolicy::Optional));
        }
        for means in Means::ALL {
            assert!(!lacks_factor(*means, &[], FactorPolicy::Required), "{means:?}");
        }
    }

    #[test]
    fn a_recovery_code_is_read_as_people_write_it() {
        let code = RecoveryCode::new([0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0]);
        let shown = code.shown();
        assert_eq!((shown.len(), shown.matches('-').count()), (14, 2));
        for raw in
            [shown.clone(), shown.to_uppercase(), shown.replace('-', " "), shown.replace('-', "").replace('o', "0")]
        {
            assert_eq!(RecoveryCode::parse(&raw), Ok(code.clone()), "{raw}");
        }
        for raw in ["", "abcd-efgh-234", "abcd-efgh-23456", "abcd-efgh-2348", "abcd_efgh_2345", "甲bcd-efgh-2345"] {
            assert_eq!(RecoveryCode::parse(raw), Err(NotARecoveryCode), "{raw}");
        }
        assert_eq!(format!("{code:?}"), "RecoveryCode(…)");
    }

    #[test]
    fn a_seed_waits_an_hour() {
        let at = |minutes: i64| chrono::DateTime::from_timestamp(1_795_000_000 + minutes * 60, 0).unwrap();
        assert!(is_pending(at(0), at(59)) && !is_pending(at(0), at(60)));
    }
}
