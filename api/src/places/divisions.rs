//! Shanghai's divisions as they are compiled in: see `api/data/README.md` for the form and the source.

use domain::area::Level;

const FILE: &str = include_str!("../../data/divisions.txt");

/// One area of the list. Parents come before their children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Division {
    pub code: &'static str,
    /// The code of the area one level up; only the city has none.
    pub parent: Option<&'static str>,
    pub level: Level,
    pub kind: Kind,
    pub name: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Municipality,
    District,
    Subdistrict,
    Town,
    Township,
    /// A street-level zone or farm that is not a street of its own (开发区, 农场).
    Special,
    ResidentsCommittee,
    VillagersCommittee,
    /// Exists in the statistics only: people of a zone without a committee.
    Virtual,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::District => "district",
            Self::Subdistrict => "subdistrict",
            Self::Town => "town",
            Self::Township => "township",
            Self::Special => "special",
            Self::ResidentsCommittee => "residents_committee",
            Self::VillagersCommittee => "villagers_committee",
            Self::Virtual => "virtual",
        }
    }

    fn from_letter(letter: &str) -> Option<Self> {
        Some(match letter {
            "m" => Self::Municipality,
            "d" => Self::District,
            "s" => Self::Subdistrict,
            "t" => Self::Town,
            "h" => Self::Township,
            "z" => Self::Special,
            "r" => Self::ResidentsCommittee,
            "v" => Self::VillagersCommittee,
            "x" => Self::Virtual,
            _ => return None,
        })
    }
}

/// Every area of Shanghai, in the order of the codes.
pub fn divisions() -> impl Iterator<Item = Division> {
    FILE.lines().filter_map(division)
}

/// `None` for a comment. A test checks that every other line is an area.
fn division(line: &'static str) -> Option<Division> {
    let (code, rest) = line.split_once('\t')?;
    let (name, letter) = rest.split_once('\t')?;
    let (level, parent) = match code.len() {
        2 => (Level::City, None),
        6 => (Level::District, Some(code.get(..2)?)),
        9 => (Level::Street, Some(code.get(..6)?)),
        12 => (Level::Committee, Some(code.get(..9)?)),
        _ => return None,
    };
    Some(Division { code, parent, level, kind: Kind::from_letter(letter)?, name })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use domain::area::AreaCode;

    use super::*;

    fn count(wanted: impl Fn(&Division) -> bool) -> usize {
        divisions().filter(wanted).count()
    }

    #[test]
    fn every_line_but_the_comments_is_an_area() {
        let lines = FILE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(divisions().count(), lines);
        assert_eq!(lines, 1 + 16 + 234 + 6_509);
    }

    #[test]
    fn the_counts_are_those_of_the_2023_list() {
        assert_eq!(count(|d| d.level == Level::District), 16);
        assert_eq!(count(|d| d.level == Level::Street), 234);
        assert_eq!(count(|d| d.level == Level::Committee), 6_509);
        let kinds = [
            (Kind::Municipality, 1),
            (Kind::District, 16),
            (Kind::Subdistrict, 107),
            (Kind::Town, 106),
            (Kind::Township, 2),
            (Kind::Special, 19),
            (Kind::ResidentsCommittee, 4_941),
            (Kind::VillagersCommittee, 1_555),
            (Kind::Virtual, 13),
        ];
        for (kind, expected) in kinds {
            assert_eq!(count(|d| d.kind == kind), expected, "{}", kind.word());
        }
    }

    #[test]
    fn every_parent_stands_before_its_children_and_no_code_twice() {
        let mut seen = HashSet::new();
        for division in divisions() {
            assert_eq!(division.parent.is_none(), division.level == Level::City, "{}", division.code);
            assert!(division.parent.is_none_or(|parent| seen.contains(parent)), "{}", division.code);
            assert!(seen.insert(division.code), "{} twice", division.code);
        }
    }

    #[test]
    fn codes_and_levels_are_those_of_the_domain() {
        for division in divisions() {
            let code = AreaCode::parse(division.code).expect(division.code);
            assert_eq!(code.level(), division.level);
            assert_eq!(code.parent().map(|parent| parent.to_string()), division.parent.map(str::to_owned));
            assert!((1..=50).contains(&division.name.chars().count()), "{}", division.name);
        }
    }
}
