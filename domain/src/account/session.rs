//! Sessions and refresh tokens: when a sign-in ends by itself, and what it means if a refresh token is used again.

use chrono::TimeDelta;

use crate::Time;

/// An access token is good for this long. What its holder may do is still read from the rows on every request.
pub const ACCESS_TOKEN_MINUTES: i64 = 10;

/// How the person signed in decides how long the sign-in lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionKind {
    /// By phone: idle 30 days, absolute 180 days.
    Resident,
    /// By password (staff and planners): idle 12 hours, absolute 7 days.
    Staff,
}

/// What a person proved to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    PhoneCode,
    WeChat,
    /// A printed code from the committee. It proves that the committee knows the person, not that the person holds a
    /// phone, so it never counts as a fresh proof.
    Card,
    /// A password alone: enough for a person without a post.
    Password,
    PasswordAndFactor,
}

/// How long a proof is fresh enough to change the ways into the account (OWASP ASVS 5.0, 7.5.1).
pub const PROOF_MINUTES: i64 = 5;

impl Means {
    pub const ALL: &[Self] = &[Self::PhoneCode, Self::WeChat, Self::Card, Self::Password, Self::PasswordAndFactor];

    pub fn word(self) -> &'static str {
        match self {
            Self::PhoneCode => "phone_code",
            Self::WeChat => "wechat",
            Self::Card => "card",
            Self::Password => "password",
            Self::PasswordAndFactor => "password_and_factor",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|means| means.word() == word)
    }

    pub fn kind(self) -> SessionKind {
        match self {
            Self::PhoneCode | Self::WeChat | Self::Card => SessionKind::Resident,
            Self::Password | Self::PasswordAndFactor => SessionKind::Staff,
        }
    }

    /// The time of the proof for a person who signs in now; none for a card, which proves too little.
    pub fn proves_at(self, now: Time) -> Option<Time> {
        match self {
            Self::PhoneCode | Self::WeChat | Self::Password | Self::PasswordAndFactor => Some(now),
            Self::Card => None,
        }
    }
}

/// Was the proof given within [`PROOF_MINUTES`]?
pub fn is_fresh(proved_at: Option<Time>, now: Time) -> bool {
    proved_at.is_some_and(|at| now < at + TimeDelta::minutes(PROOF_MINUTES))
}

/// Why a session ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    SignedOut,
    /// A refresh token was used again after its successor had been used: one of the two clients stole it.
    TokenReused,
    EndedByOwner,
    /// The password, the second factor or the phone changed.
    ProofChanged,
    EndedByAdministrator,
    AccountDisabled,
    AccountErased,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionState {
    pub kind: SessionKind,
    pub started_at: Time,
    pub refreshed_at: Time,
    pub ended_at: Option<Time>,
}

impl SessionKind {
    pub const ALL: &[Self] = &[Self::Resident, Self::Staff];

    pub fn word(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Staff => "staff",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    fn idle(self) -> TimeDelta {
        match self {
            Self::Resident => TimeDelta::days(30),
            Self::Staff => TimeDelta::hours(12),
        }
    }

    fn absolute(self) -> TimeDelta {
        match self {
            Self::Resident => TimeDelta::days(180),
            Self::Staff => TimeDelta::days(7),
        }
    }
}

impl SessionEnd {
    pub const ALL: &[Self] = &[
        Self::SignedOut,
        Self::TokenReused,
        Self::EndedByOwner,
        Self::ProofChanged,
        Self::EndedByAdministrator,
        Self::AccountDisabled,
        Self::AccountErased,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::TokenReused => "token_reused",
            Self::EndedByOwner => "ended_by_owner",
            Self::ProofChanged => "proof_changed",
            Self::EndedByAdministrator => "ended_by_administrator",
            Self::AccountDisabled => "account_disabled",
            Self::AccountErased => "account_erased",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|end| end.word() == word)
    }
}

impl SessionState {
    /// When the session ends if nobody refreshes it.
    pub fn ends_at(&self) -> Time {
        (self.refreshed_at + self.kind.idle()).min(self.started_at + self.kind.absolute())
    }

    pub fn is_live(&self, now: Time) -> bool {
        self.ended_at.is_none() && now < self.ends_at()
    }
}

/// What is known of a refresh token that a client presents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    pub used: bool,
    /// The successor was asked for a second time, and the later answer replaced this token before anybody used it.
    pub superseded: bool,
    pub successor_used: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshVerdict {
    Rotate,
    /// The client did not get the answer to the first use: it gets a new successor, which replaces the unused one.
    RotateAgain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefreshRefusal {
    #[error("the session has ended")]
    SessionOver,
    #[error("a later answer took this refresh token's place")]
    Superseded,
    #[error("the refresh token was used before, and so was its successor")]
    Reused,
}

/// A `Reused` token must end the session; the other refusals change nothing. A superseded token was never used by
/// anyone, so it is no sign of theft: two parallel refreshes by one phone look the same.
pub fn judge_refresh(session: &SessionState, token: RefreshToken, now: Time) -> Result<RefreshVerdict, RefreshRefusal> {
    if !session.is_live(now) {
        return Err(RefreshRefusal::SessionOver);
    }
    match (token.used, token.successor_used, token.superseded) {
        (true, true, _) => Err(RefreshRefusal::Reused),
        (_, _, true) => Err(RefreshRefusal::Superseded),
        (true, false, false) => Ok(RefreshVerdict::RotateAgain),
        (false, _, false) => Ok(RefreshVerdict::Rotate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i64) -> Time {
        chrono::DateTime::from_timestamp(1_795_000_000 + day * 86_400, 0).unwrap()
    }

    fn session(kind: SessionKind, refreshed: i64) -> SessionState {
        SessionState { kind, started_at: day(0), refreshed_at: day(refreshed), ended_at: None }
    }

    #[test]
    fn idle_and_absolute_ends_hold() {
        let table = [
            (SessionKind::Resident, 0, day(30)),
            (SessionKind::Resident, 170, day(180)),
            (SessionKind::Staff, 0, day(0) + TimeDelta::hours(12)),
            (SessionKind::Staff, 7, day(7)),
        ];
        for (kind, refreshed, end) in table {
            let session = session(kind, refreshed);
            assert_eq!(session.ends_at(), end);
            assert!(session.is_live(end - TimeDelta::seconds(1)) && !session.is_live(end));
        }
    }

    #[test]
    fn a_token_that_comes_back() {
        use RefreshRefusal::{Reused, Superseded};
        use RefreshVerdict::{Rotate, RotateAgain};
        let table = [
            ((false, false, false), Ok(Rotate)),
            ((true, false, false), Ok(RotateAgain)),
            ((true, false, true), Err(Reused)),
            ((false, true, false), Err(Superseded)),
            ((true, true, false), Err(Superseded)),
            ((true, true, true), Err(Reused)),
        ];
        for ((used, superseded, successor_used), expected) in table {
            let token = RefreshToken { used, superseded, successor_used };
            assert_eq!(judge_refresh(&session(SessionKind::Resident, 0), token, day(1)), expected, "{token:?}");
            let over = SessionState { ended_at: Some(day(0)), ..session(SessionKind::Resident, 0) };
            assert_eq!(judge_refresh(&over, token, day(1)), Err(RefreshRefusal::SessionOver));
        }
    }

    #[test]
    fn words_come_back() {
        for kind in SessionKind::ALL {
            assert_eq!(SessionKind::from_word(kind.word()), Some(*kind));
        }
        for end in SessionEnd::ALL {
            assert_eq!(SessionEnd::from_word(end.word()), Some(*end));
        }
    }
}
