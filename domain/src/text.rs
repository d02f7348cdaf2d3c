//! Text that people type: trimmed, bounded in characters (Unicode scalar values), free of control characters.

/// Text of `MIN` to `MAX` characters. Line breaks and tabs are allowed; other control characters are not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

/// A heading in a list: 1–100 characters.
pub type Title = Text<1, 100>;
/// A sentence or a short reason: 1–500 characters.
pub type Sentence = Text<1, 500>;
/// A longer text: 1–10,000 characters.
pub type Prose = Text<1, 10_000>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextRefusal {
    #[error("must have at least {min} characters")]
    TooShort { min: usize },
    #[error("must have at most {max} characters")]
    TooLong { max: usize },
    #[error("must not contain control characters")]
    ControlCharacter,
}

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    pub fn parse(raw: &str) -> Result<Self, TextRefusal> {
        let text = raw.trim();
        let length = text.chars().count();
        if length < MIN {
            return Err(TextRefusal::TooShort { min: MIN });
        }
        if length > MAX {
            return Err(TextRefusal::TooLong { max: MAX });
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(TextRefusal::ControlCharacter);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MIN: usize, const MAX: usize> std::fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_not_bytes() {
        assert!(Text::<1, 3>::parse("听证会").is_ok());
        assert_eq!(Text::<1, 2>::parse("听证会"), Err(TextRefusal::TooLong { max: 2 }));
    }

    #[test]
    fn blank_is_empty_and_edges_are_trimmed() {
        assert_eq!(Title::parse(" \u{3000}\n"), Err(TextRefusal::TooShort { min: 1 }));
        assert_eq!(Title::parse(" 加装电梯 ").map(Title::into_string), Ok("加装电梯".to_owned()));
    }

    #[test]
    fn control_characters_are_refused_but_lines_are_not() {
        assert_eq!(Title::parse("a\u{0}b"), Err(TextRefusal::ControlCharacter));
        assert_eq!(Title::parse("a\u{1b}[31mb"), Err(TextRefusal::ControlCharacter));
        assert!(Prose::parse("一\n二\t三").is_ok());
    }
}
