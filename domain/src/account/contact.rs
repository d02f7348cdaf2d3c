//! Phone numbers, e-mail addresses, and the name that other people see.

use std::fmt;

use crate::text::{Text, TextRefusal};

/// A mobile number of the Chinese mainland in E.164, `+861…`: the service sends codes to no other numbers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

/// An e-mail address, folded to lower case so that one mailbox is one account.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

/// The name that other people see: 1–40 characters on one line. It need not be the name on the identity card.
#[derive(Clone, PartialEq, Eq)]
pub struct DisplayName(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactRefusal {
    #[error("must be a mobile number of the Chinese mainland: 11 digits that start with 13 to 19, with or without +86")]
    NotAMobileNumber,
    #[error("must be an e-mail address of at most 254 characters, like wang@example.cn")]
    NotAnEmailAddress,
    #[error("must be on one line")]
    MoreThanOneLine,
    #[error(transparent)]
    Text(#[from] TextRefusal),
}

impl PhoneNumber {
    /// Takes what people type (`138 0013 8000`, `+86-138…`, `0086138…`) and brings it into one form.
    pub fn parse(raw: &str) -> Result<Self, ContactRefusal> {
        if raw.len() > 32 {
            return Err(ContactRefusal::NotAMobileNumber);
        }
        let compact: String = raw.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let national = ["+86", "0086", "86"].iter().find_map(|prefix| compact.strip_prefix(prefix)).unwrap_or(&compact);
        let mobile = national.len() == 11
            && national.bytes().all(|b| b.is_ascii_digit())
            && national.starts_with('1')
            && matches!(national.as_bytes().get(1), Some(b'3'..=b'9'));
        if mobile { Ok(Self(format!("+86{national}"))) } else { Err(ContactRefusal::NotAMobileNumber) }
    }

    pub fn as_e164(&self) -> &str {
        &self.0
    }

    /// Enough digits for the owner to recognise the number, too few to call it: `+86138****8000`.
    pub fn masked(&self) -> String {
        let digits = self.national();
        format!("+86{}****{}", digits.get(..3).unwrap_or_default(), digits.get(7..).unwrap_or_default())
    }

    /// The eleven digits without the country code, as one of the SMS providers wants them.
    pub fn national(&self) -> &str {
        self.0.strip_prefix("+86").unwrap_or(&self.0)
    }
}

impl EmailAddress {
    /// Plain `local@domain` in ASCII. Quoted local parts, comments and address literals are refused: no office uses
    /// them, and each of them has been used to inject mail headers.
    pub fn parse(raw: &str) -> Result<Self, ContactRefusal> {
        let address = raw.trim_matches(' ').to_ascii_lowercase();
        let (local, domain) = address.split_once('@').ok_or(ContactRefusal::NotAnEmailAddress)?;
        let well_formed = address.len() <= 254 && is_local_part(local) && is_domain(domain);
        if well_formed { Ok(Self(address)) } else { Err(ContactRefusal::NotAnEmailAddress) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local_part(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b))
        && local.split('.').all(|part| !part.is_empty())
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.')
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

impl DisplayName {
    pub fn parse(raw: &str) -> Result<Self, ContactRefusal> {
        let text = Text::<1, 40>::parse(raw)?.into_string();
        if text.contains(['\n', '\r', '\t']) { Err(ContactRefusal::MoreThanOneLine) } else { Ok(Self(text)) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
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

prints_nothing!(PhoneNumber EmailAddress DisplayName);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_has_one_form_however_it_is_typed() {
        for raw in ["13800138000", "+8613800138000", "+86 138 0013 8000", "0086-138-0013-8000", "8613800138000"] {
            let phone = PhoneNumber::parse(raw).unwrap();
            assert_eq!((phone.as_e164(), phone.national()), ("+8613800138000", "13800138000"), "{raw}");
            assert_eq!(phone.masked(), "+86138****8000");
        }
    }

    #[test]
    fn what_is_not_a_mobile_number_is_refused() {
        for raw in [
            "",
            "1380013800",
            "138001380000",
            "12800138000",
            "02162345678",
            "+8523800138000",
            "1380013800a",
            "１３８００１３８０００",
        ] {
            assert_eq!(PhoneNumber::parse(raw), Err(ContactRefusal::NotAMobileNumber), "{raw}");
        }
    }

    #[test]
    fn an_address_is_folded_and_header_tricks_are_refused() {
        assert_eq!(EmailAddress::parse(" Wang.Fang@Example.CN").unwrap().as_str(), "wang.fang@example.cn");
        let long = format!("{}@example.cn", "a".repeat(65));
        for raw in [
            "",
            "wang",
            "@example.cn",
            "wang@",
            "wang@cn",
            "a@b@c.cn",
            "a..b@c.cn",
            "a@c.cn\r\nBcc: x@y.cn",
            "\"a b\"@c.cn",
            "a@-c.cn",
            "王@例子.cn",
            &long,
        ] {
            assert_eq!(EmailAddress::parse(raw), Err(ContactRefusal::NotAnEmailAddress), "{raw}");
        }
    }

    #[test]
    fn a_name_stays_on_one_line_and_nothing_is_printed() {
        assert_eq!(DisplayName::parse("王\r\nBcc: x@y.cn"), Err(ContactRefusal::MoreThanOneLine));
        let name = DisplayName::parse(" 王阿姨 ").unwrap();
        assert_eq!((name.as_str(), format!("{name:?}").as_str()), ("王阿姨", "DisplayName(…)"));
        assert_eq!(format!("{:?}", PhoneNumber::parse("13800138000").unwrap()), "PhoneNumber(…)");
    }

    proptest! {
        #[test]
        fn parsing_its_own_form_changes_nothing(raw in "1[3-9][0-9]{9}") {
            let phone = PhoneNumber::parse(&raw).unwrap();
            prop_assert_eq!(PhoneNumber::parse(phone.as_e164()).unwrap(), phone);
        }

        #[test]
        fn no_text_at_all_makes_parsing_fail_badly(raw in ".{0,300}") {
            let _ = (PhoneNumber::parse(&raw), EmailAddress::parse(&raw), DisplayName::parse(&raw));
        }
    }
}
