//! The policy, version by version, as it is compiled in from `api/data/policies/policies.toml`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use domain::Time;
use domain::calendar::shanghai_date;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// The purposes that rest on consent and that the code knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consentable {
    /// Storing the union id of a person's WeChat.
    WeChatUnion,
}

impl Consentable {
    pub const ALL: &[Self] = &[Self::WeChatUnion];

    pub fn word(self) -> &'static str {
        match self {
            Self::WeChatUnion => "wechat_union",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|purpose| purpose.word() == word)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policies {
    #[serde(rename = "policy")]
    pub versions: Vec<Policy>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub version: String,
    /// In effect from the beginning of this day in Shanghai.
    pub effective_on: NaiveDate,
    pub zh: String,
    pub en: String,
    pub contact_zh: String,
    pub contact_en: String,
    #[serde(rename = "purpose")]
    pub purposes: Vec<Purpose>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    pub word: String,
    /// Number of the ground in PIPL 13; 1 is consent.
    pub ground: u8,
    pub necessary: bool,
    pub zh: String,
    pub en: String,
    pub kept_zh: String,
    pub kept_en: String,
}

const TEXT: &str = include_str!("../../../../data/policies/policies.toml");

/// A test reads the same text, so the file can always be read and the default is never used.
pub static POLICIES: LazyLock<Policies> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

impl Policies {
    /// The newest version in effect.
    pub fn present(&self, now: Time) -> Option<&Policy> {
        let today = shanghai_date(now);
        self.versions.iter().rev().find(|policy| policy.effective_on <= today)
    }
}

impl Policy {
    pub fn purpose(&self, word: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.word == word)
    }

    pub fn text_hash(&self) -> String {
        hash([self.version.as_str(), &self.zh, &self.en, &self.contact_zh, &self.contact_en])
    }
}

impl Purpose {
    pub fn rests_on_consent(&self) -> bool {
        self.ground == 1
    }

    /// Over all texts of the purpose, in both languages.
    pub fn text_hash(&self) -> String {
        hash([self.word.as_str(), &self.zh, &self.en, &self.kept_zh, &self.kept_en])
    }
}

/// SHA-256 in hex, over each text followed by a line break.
fn hash<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.as_bytes());
        hash.update(b"\n");
    }
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_can_be_read_and_names_what_the_program_knows() {
        let read: Policies = toml::from_str(TEXT).unwrap();
        assert!(read.versions.is_sorted_by(|a, b| a.version < b.version && a.effective_on <= b.effective_on));
        for policy in &read.versions {
            for purpose in &policy.purposes {
                assert!([1, 3].contains(&purpose.ground), "{}", purpose.word);
                assert_eq!(purpose.rests_on_consent(), !purpose.necessary, "{}", purpose.word);
                let is_known = Consentable::from_word(&purpose.word).is_some();
                assert_eq!(purpose.rests_on_consent(), is_known, "{}", purpose.word);
            }
        }
        let newest = read.versions.last().unwrap();
        assert!(Consentable::ALL.iter().all(|known| newest.purpose(known.word()).is_some()));
    }

    #[test]
    fn a_version_counts_from_its_day_in_shanghai() {
        let policy = |version: &str, day: &str| Policy {
            version: version.to_owned(),
            effective_on: day.parse().unwrap(),
            zh: String::new(),
            en: String::new(),
            contact_zh: String::new(),
            contact_en: String::new(),
            purposes: Vec::new(),
        };
        let two = Policies { versions: vec![policy("1", "2026-01-01"), policy("2", "2026-03-01")] };
        let at = |time: &str| two.present(time.parse().unwrap()).map(|policy| policy.version.clone());
        assert_eq!(at("2025-12-31T15:59:59Z"), None);
        assert_eq!(at("2025-12-31T16:00:00Z"), Some("1".to_owned()));
        assert_eq!(at("2026-02-28T16:00:00Z"), Some("2".to_owned()));
    }
}
