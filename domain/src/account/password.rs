//! Passwords of staff and planners. Length is the only rule (NIST SP 800-63B-4, 3.1.1.2): no composition rules,
//! nothing trimmed or cut, any Unicode.

use std::fmt;

#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    #[error("must have at least {} characters", Password::MIN)]
    TooShort,
    #[error("must have at most {} characters", Password::MAX)]
    TooLong,
}

impl Password {
    /// In characters (Unicode scalar values), not bytes.
    pub const MIN: usize = 12;
    pub const MAX: usize = 128;

    /// A password somebody chooses.
    pub fn choose(raw: &str) -> Result<Self, PasswordRefusal> {
        match raw.chars().count() {
            ..Self::MIN => Err(PasswordRefusal::TooShort),
            Self::MIN..=Self::MAX => Ok(Self(raw.to_owned())),
            _ => Err(PasswordRefusal::TooLong),
        }
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_length_counts_and_it_counts_characters() {
        assert_eq!(Password::choose("elevenchars"), Err(PasswordRefusal::TooShort));
        assert_eq!(Password::choose(&"长".repeat(129)), Err(PasswordRefusal::TooLong));
        for raw in ["alllowercaseletters", "一二三四五六七八九十十一", &"🦊".repeat(128), "            "]
        {
            assert_eq!(Password::choose(raw).unwrap().reveal(), raw);
        }
    }
}
