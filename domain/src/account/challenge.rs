//! The state between a right password and a session: one row, whose step says what may come next.

use chrono::TimeDelta;

use crate::Time;

/// How long a person has to enter the code of the second factor.
pub const CHALLENGE_MINUTES: i64 = 5;
const TRIES: u32 = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The password was right, and the second factor has yet to be proved.
    FactorAwaited,
    /// Both factors were proved, and the session began.
    Finished,
}

impl Step {
    pub const ALL: &[Self] = &[Self::FactorAwaited, Self::Finished];

    pub fn word(self) -> &'static str {
        match self {
            Self::FactorAwaited => "factor_awaited",
            Self::Finished => "finished",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.word() == word)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    pub step: Step,
    pub begun_at: Time,
    pub tries: u32,
}

/// Clients get the same answer for all of these: sign in with the password again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeRefusal {
    #[error("the sign-in is finished")]
    Finished,
    #[error("the challenge is older than five minutes")]
    Expired,
    #[error("the challenge was tried too often")]
    TriedTooOften,
}

impl Challenge {
    pub fn begin(now: Time) -> Self {
        Self { step: Step::FactorAwaited, begun_at: now, tries: 0 }
    }

    pub fn expires_at(&self) -> Time {
        self.begun_at + TimeDelta::minutes(CHALLENGE_MINUTES)
    }

    /// May one more code be compared? The try counts whether or not it is right.
    pub fn count_try(self, now: Time) -> Result<Self, ChallengeRefusal> {
        match self.step {
            Step::Finished => Err(ChallengeRefusal::Finished),
            Step::FactorAwaited if now >= self.expires_at() => Err(ChallengeRefusal::Expired),
            Step::FactorAwaited if self.tries >= TRIES => Err(ChallengeRefusal::TriedTooOften),
            Step::FactorAwaited => Ok(Self { tries: self.tries + 1, ..self }),
        }
    }

    /// The code was right.
    pub fn finish(self) -> Self {
        Self { step: Step::Finished, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_decides() {
        let at = |seconds: i64| chrono::DateTime::from_timestamp(1_795_000_000 + seconds, 0).unwrap();
        let fresh = Challenge::begin(at(0));
        assert_eq!(fresh.count_try(at(299)).map(|challenge| challenge.tries), Ok(1));
        assert_eq!(fresh.count_try(at(300)), Err(ChallengeRefusal::Expired));
        assert_eq!(Challenge { tries: 5, ..fresh }.count_try(at(1)), Err(ChallengeRefusal::TriedTooOften));
        assert_eq!(fresh.finish().count_try(at(1)), Err(ChallengeRefusal::Finished));
        for step in Step::ALL {
            assert_eq!(Step::from_word(step.word()), Some(*step));
        }
    }
}
