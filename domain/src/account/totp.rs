//! Time-based one-time passwords (RFC 6238 over RFC 4226): SHA-1, six digits, thirty seconds, which every app supports.

use std::fmt;
use std::fmt::Write as _;

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq as _;

use super::contact::EmailAddress;
use crate::Time;

const STEP_SECONDS: i64 = 30;
/// Steps before and after the present one that are accepted, because the clocks of telephones are a little off.
const DRIFT: i64 = 1;
const ISSUER: &str = "Sanhui";

/// The seed that an app and the service share: 160 bits, the length of the hash (RFC 4226, section 4, R6).
#[derive(Clone, PartialEq, Eq)]
pub struct Seed([u8; 20]);

/// Six digits that a person typed.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpCode(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be six digits")]
pub struct NotSixDigits;

impl TotpCode {
    /// Blanks do not matter, because apps show `123 456`. Nothing else may stand beside the six digits.
    pub fn parse(raw: &str) -> Result<Self, NotSixDigits> {
        let digits: String = raw.chars().filter(|c| *c != ' ').collect();
        let well_formed = raw.len() <= 16 && digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
        if well_formed { Ok(Self(digits)) } else { Err(NotSixDigits) }
    }
}

impl Seed {
    pub fn new(random: [u8; 20]) -> Self {
        Self(random)
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text that a person types into the app if they can't scan the QR code.
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// The content of the QR code: the key URI format, which authenticator apps agree on.
    pub fn uri(&self, email: &EmailAddress) -> String {
        let mut label = String::new();
        for byte in email.as_str().bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                label.push(char::from(byte));
            } else {
                let _ = write!(label, "%{byte:02X}"); // writing to a String does not fail
            }
        }
        let secret = self.base32();
        format!("otpauth://totp/{ISSUER}:{label}?secret={secret}&issuer={ISSUER}&algorithm=SHA1&digits=6&period=30")
    }

    /// The step for which the code is right at this moment; none if it is wrong or too old, or if a code of that step
    /// or of a later one was used before.
    pub fn accepts(&self, code: &TotpCode, last_used: Option<i64>, now: Time) -> Option<i64> {
        let present = now.timestamp().div_euclid(STEP_SECONDS);
        let fits = |step: &i64| bool::from(self.code(*step).as_bytes().ct_eq(code.0.as_bytes()));
        // Every step is compared, so that the time this takes does not tell which one fitted.
        let fitting: Vec<i64> = (present - DRIFT..=present + DRIFT).filter(fits).collect();
        fitting.into_iter().find(|step| last_used.is_none_or(|last| *step > last))
    }

    fn code(&self, step: i64) -> String {
        format!("{:06}", hotp(&self.0, step.to_be_bytes()) % 1_000_000)
    }
}

/// RFC 4226, section 5.3: four bytes from the offset that the last half-byte gives, without the sign bit.
fn hotp(key: &[u8], counter: [u8; 8]) -> u32 {
    let Ok(mac) = Hmac::<Sha1>::new_from_slice(key) else { return 0 }; // HMAC takes keys of any length
    let digest = mac.chain_update(counter).finalize().into_bytes();
    let offset = usize::from(digest.last().copied().unwrap_or(0) & 0x0f);
    let four = digest.get(offset..).and_then(|rest| rest.first_chunk::<4>()).copied().unwrap_or_default();
    u32::from_be_bytes(four) & 0x7fff_ffff
}

macro_rules! prints_nothing {
    ($($name:ident)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}

prints_nothing!(Seed TotpCode);

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of the test vectors (RFC 4226, appendix D; RFC 6238, appendix B).
    fn seed() -> Seed {
        Seed::new(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> Time {
        chrono::DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn code(raw: &str) -> TotpCode {
        TotpCode::parse(raw).unwrap()
    }

    #[test]
    fn the_vectors_of_rfc_4226_come_out() {
        let expected =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (counter, expected) in expected.into_iter().enumerate() {
            assert_eq!(seed().code(i64::try_from(counter).unwrap()), expected);
        }
    }

    #[test]
    fn the_vectors_of_rfc_6238_come_out() {
        let vectors: [(i64, u32); 6] = [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ];
        for (seconds, eight_digits) in vectors {
            let step = seconds.div_euclid(30);
            assert_eq!(hotp(seed().as_bytes(), step.to_be_bytes()) % 100_000_000, eight_digits, "{seconds}");
            let six = code(&format!("{:06}", eight_digits % 1_000_000));
            assert_eq!(seed().accepts(&six, None, at(seconds)), Some(step));
        }
    }

    #[test]
    fn a_code_one_step_off_is_good_and_one_two_steps_off_is_not() {
        let now = code("050471"); // RFC 6238: at 1111111111, which is 1 s into its step
        let step = 1_111_111_111_i64.div_euclid(30);
        for (seconds, expected) in [(-32, None), (-31, Some(step)), (0, Some(step)), (58, Some(step)), (59, None)]
            .map(|(s, e)| (1_111_111_111 + s, e))
        {
            assert_eq!(seed().accepts(&now, None, at(seconds)), expected, "{seconds}");
        }
    }

    #[test]
    fn a_step_counts_once_and_nothing_before_it_counts_later() {
        let (seconds, step) = (1_111_111_111, 1_111_111_111_i64.div_euclid(30));
        for raw in ["050471", " 050 471 ", "0 5 0 4 7 1"] {
            assert_eq!(seed().accepts(&code(raw), Some(step - 1), at(seconds)), Some(step));
            assert_eq!(seed().accepts(&code(raw), Some(step), at(seconds)), None);
            assert_eq!(seed().accepts(&code(raw), Some(step + 1), at(seconds)), None);
        }
        for raw in
            ["0050471", "0504710", "50471", "05047a", "٠٥٠٤٧١", "050471\n", "050\t471", "", "               050471"]
        {
            assert_eq!(TotpCode::parse(raw), Err(NotSixDigits), "{raw:?}");
        }
    }

    #[test]
    fn an_app_reads_the_uri() {
        let email = EmailAddress::parse("li+west@example.cn").unwrap();
        let expected = "otpauth://totp/Sanhui:li%2Bwest%40example.cn?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
            &issuer=Sanhui&algorithm=SHA1&digits=6&period=30";
        assert_eq!(seed().uri(&email), expected);
        assert_eq!(format!("{:?} {:?}", seed(), code("050471")), "Seed(…) TotpCode(…)");
    }
}
