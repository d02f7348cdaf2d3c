//! Areas (行政区划): city, district, street, committee, in a tree keyed by the statistics code.
//!
//! Source of the codes: National Bureau of Statistics, division codes for statistics (统计用区划代码), 2023 edition.
//! A code's length gives the level, and a parent's code is a prefix of its child's, so the tree needs no look-ups.

/// The statistics code of an area in Shanghai: `31` and 2, 6, 9 or 12 digits in all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    City,
    District,
    Street,
    Committee,
}

impl Level {
    pub const ALL: &[Self] = &[Self::City, Self::District, Self::Street, Self::Committee];

    pub fn word(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::District => "district",
            Self::Street => "street",
            Self::Committee => "committee",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.word() == word)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AreaCodeRefusal {
    #[error("an area code is 2, 6, 9 or 12 digits and starts with 31")]
    Malformed,
}

impl AreaCode {
    pub fn parse(raw: &str) -> Result<Self, AreaCodeRefusal> {
        let well_formed =
            matches!(raw.len(), 2 | 6 | 9 | 12) && raw.starts_with("31") && raw.bytes().all(|b| b.is_ascii_digit());
        if well_formed { Ok(Self(raw.to_owned())) } else { Err(AreaCodeRefusal::Malformed) }
    }

    pub fn city() -> Self {
        Self("31".to_owned())
    }

    pub fn level(&self) -> Level {
        match self.0.len() {
            2 => Level::City,
            6 => Level::District,
            9 => Level::Street,
            _ => Level::Committee,
        }
    }

    /// The area one level up; the city has none.
    pub fn parent(&self) -> Option<Self> {
        let length = match self.level() {
            Level::City => return None,
            Level::District => 2,
            Level::Street => 6,
            Level::Committee => 9,
        };
        self.0.get(..length).map(|code| Self(code.to_owned()))
    }

    /// The district this area lies in; the city lies in none.
    pub fn district(&self) -> Option<Self> {
        self.0.get(..6).map(|code| Self(code.to_owned()))
    }

    /// True for the area itself and everything below it.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for AreaCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an area may set for itself. The ordinances fix no numbers, so the service shows these defaults:
/// 上海市居民委员会工作条例 art. 16–17 for meetings; the city's usual 1-5-15 for suggestions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AreaSettings {
    /// Between the announcement of a meeting and its start.
    pub notice_working_days: u32,
    /// How long designs are public for objection.
    pub publicity_days: u32,
    /// From the submission of a suggestion to its acknowledgement, to its first answer, and to the final answer.
    pub acknowledge_working_days: u32,
    pub first_answer_working_days: u32,
    pub final_answer_working_days: u32,
    /// How long the result of a vote can be objected to before it is certified, unless the vote says otherwise.
    pub objection_days: u8,
}

impl Default for AreaSettings {
    fn default() -> Self {
        Self {
            notice_working_days: 3,
            publicity_days: 7,
            acknowledge_working_days: 1,
            first_answer_working_days: 5,
            final_answer_working_days: 15,
            objection_days: 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(raw: &str) -> AreaCode {
        AreaCode::parse(raw).unwrap_or_else(|refusal| unreachable!("{raw}: {refusal}"))
    }

    #[test]
    fn the_length_gives_the_level_and_the_parent() {
        let committee = code("310101020004");
        assert_eq!(committee.level(), Level::Committee);
        assert_eq!(committee.parent(), Some(code("310101020")));
        assert_eq!(committee.district(), Some(code("310101")));
        assert_eq!(AreaCode::city().parent(), None);
    }

    #[test]
    fn an_area_covers_itself_and_what_lies_below() {
        assert!(code("310101").covers(&code("310101020")));
        assert!(code("310101").covers(&code("310101")));
        assert!(!code("310101020").covers(&code("310101")));
        assert!(!code("310104").covers(&code("310101020")));
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for raw in ["", "3", "310", "11", "31010A", "3101010201", "３１"] {
            assert_eq!(AreaCode::parse(raw), Err(AreaCodeRefusal::Malformed), "{raw}");
        }
    }
}
