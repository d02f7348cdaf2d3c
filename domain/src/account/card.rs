//! Codes that are printed and typed: on sign-in cards, for people who can't read a text message, and on the slips that
//! verify a residency. A code has twelve letters and digits in Crockford's base 32 (crockford.com/base32.html), which
//! is 60 bits, in groups of four.

use std::fmt;

/// A card that was not used within this time is void.
pub const CARD_LIFE_HOURS: i64 = 24;

/// For this long after a sign-in by card, staff who see the person may confirm the session.
pub const CARD_PRESENCE_MINUTES: i64 = 10;

/// Without I, L, O and U: the first three look like digits, and U could spell rude words.
const SYMBOLS: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P',
    'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];

/// A code as it is stored and compared: twelve symbols without groups.
#[derive(Clone, PartialEq, Eq)]
pub struct CardCode(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardRefusal {
    #[error("must be the twelve letters and digits that were printed, in any case, with or without blanks and hyphens")]
    NotACardCode,
}

impl CardCode {
    pub const LENGTH: usize = 12;

    /// From the lower 60 bits of a random number.
    pub fn from_bits(bits: u64) -> Self {
        let symbol = |place: usize| {
            let index = (bits >> (55 - 5 * place)) & 31;
            usize::try_from(index).ok().and_then(|index| SYMBOLS.get(index)).copied().unwrap_or('0')
        };
        Self((0..Self::LENGTH).map(symbol).collect())
    }

    /// Takes what people type: either case, full-width letters, any blanks and hyphens; O is read as 0, I and L as 1.
    pub fn parse(raw: &str) -> Result<Self, CardRefusal> {
        if raw.chars().count() > 64 {
            return Err(CardRefusal::NotACardCode);
        }
        let typed = raw.chars().map(narrow).filter(|c| !c.is_whitespace() && !is_hyphen(*c));
        let code: Option<String> = typed.map(symbol).collect();
        let code = code.filter(|code| code.len() == Self::LENGTH).ok_or(CardRefusal::NotACardCode)?;
        Ok(Self(code))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that is printed: `ABCD-EFGH-JKMN`.
    pub fn grouped(&self) -> String {
        let mut grouped = String::with_capacity(Self::LENGTH + 2);
        for (place, symbol) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                grouped.push('-');
            }
            grouped.push(symbol);
        }
        grouped
    }
}

fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{4e00}')
}

fn symbol(typed: char) -> Option<char> {
    let read = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    SYMBOLS.contains(&read).then_some(read)
}

impl fmt::Debug for CardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Values from Crockford's table: A is 10, Z is 31, and 32 is written `10`.
    #[test]
    fn the_symbols_are_crockfords() {
        let code = |bits| CardCode::from_bits(bits).as_str().to_owned();
        assert_eq!(code(0), "000000000000");
        assert_eq!(code(10), "00000000000A");
        assert_eq!(code(31), "00000000000Z");
        assert_eq!(code(32), "000000000010");
        assert_eq!(code(1234), "00000000016J");
        assert_eq!(code((1 << 60) - 1), "ZZZZZZZZZZZZ");
        assert_eq!(code(1 << 60), "000000000000", "only 60 bits count");
    }

    #[test]
    fn what_looks_alike_is_read_alike() {
        let printed = CardCode::parse("0O1I-L9AB-CDEF").unwrap();
        assert_eq!(printed.as_str(), "00111 9ABCDEF".replace(' ', ""));
        for typed in [
            "00111 9AB cdef",
            "oo1ii9abcdef",
            " 0o1l—l9ab—cdef ",
            "００１１１９ＡＢＣＤＥＦ",
            "0 0 1 1 1 9 A B C D E F",
        ] {
            assert_eq!(CardCode::parse(typed).as_ref(), Ok(&printed), "{typed}");
        }
        assert_eq!((printed.grouped().as_str(), format!("{printed:?}").as_str()), ("0011-19AB-CDEF", "CardCode(…)"));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let long = "0".repeat(65);
        for raw in ["", "0011-19AB-CDE", "0011-19AB-CDEF-0", "U011-19AB-CDEF", "0011-19AB-CDE!", "零零一一一九", &long]
        {
            assert_eq!(CardCode::parse(raw), Err(CardRefusal::NotACardCode), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(bits in 0u64..1 << 60) {
            let code = CardCode::from_bits(bits);
            prop_assert_eq!(CardCode::parse(&code.grouped()), Ok(code.clone()));
            prop_assert_eq!(CardCode::parse(&code.grouped().to_lowercase()), Ok(code));
        }

        #[test]
        fn no_text_at_all_makes_parsing_fail_badly(raw in ".{0,100}") {
            let _ = CardCode::parse(&raw);
        }
    }
}
