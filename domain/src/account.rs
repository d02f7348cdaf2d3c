//! Accounts: how a person is reached and recognised. Residents sign in by phone, staff and planners by e-mail.
//!
//! Nothing here prints a phone number, an address, a code or a password: `Debug` of these types shows their name only.

mod attempts;
mod birth;
mod card;
mod challenge;
mod code;
mod contact;
mod factor;
mod oversight;
mod password;
mod reset;
mod session;
mod standing;
mod totp;

pub use attempts::{AttemptRefusal, Attempts, FREE_ATTEMPTS};
pub use birth::{BirthYear, BirthYearRefusal};
pub use card::{CARD_LIFE_HOURS, CARD_PRESENCE_MINUTES, CardCode, CardRefusal};
pub use challenge::{CHALLENGE_MINUTES, Challenge, ChallengeRefusal, Step};
pub use code::{
    BudgetRefusal, CODE_LIFE_MINUTES, CODE_TRIES, CodeRefusal, CodeUse, PhoneCode, SendRefusal, Window, may_send_code,
    within_budget,
};
pub use contact::{ContactRefusal, DisplayName, EmailAddress, PhoneNumber};
pub use factor::{
    FactorPolicy, NotARecoveryCode, PENDING_MINUTES, RECOVERY_CODES, RecoveryCode, is_pending, lacks_factor,
};
pub use oversight::{Overseen, OversightRefusal, may_oversee};
pub use password::{Password, PasswordRefusal};
pub use reset::{RESET_MINUTES, Reset, ResetVerdict, may_mail_reset};
pub use session::{
    ACCESS_TOKEN_MINUTES, Means, PROOF_MINUTES, RefreshRefusal, RefreshToken, RefreshVerdict, SessionEnd, SessionKind,
    SessionState, is_fresh, judge_refresh,
};
pub use standing::{Standing, TooManyWrongTries, WrongTryWindow};
pub use totp::{NotSixDigits, Seed, TotpCode};
