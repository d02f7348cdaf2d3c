//! The kind of a file: given by the caller, or found by its name or its first lines.

use clap::ValueEnum;

use super::{Flaw, Votes, blt, choices, debian, lines, pabulib, preflib, scores};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// PrefLib: .soc, .soi, .toc, .toi, .cat.
    Preflib,
    /// BLT, as OpenSTV and the Scottish councils write it.
    Blt,
    /// Pabulib: .pb.
    Pabulib,
    /// Scores 0 to 5, a column for each option, as star.vote exports them.
    Scores,
    /// Debian's tally sheets.
    Debian,
    /// Cast-vote records: columns of first, second, third choices.
    Choices,
}

impl Format {
    pub fn of(name: &str, text: &str) -> Result<Self, Flaw> {
        let name = name.to_lowercase();
        let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
        let first = text.lines().next().unwrap_or_default();
        match () {
            () if ends(&[".soc", ".soi", ".toc", ".toi", ".cat"]) => Ok(Self::Preflib),
            () if ends(&[".blt"]) => Ok(Self::Blt),
            () if ends(&[".pb"]) => Ok(Self::Pabulib),
            () if ends(&[".csv"]) && choices::has_choices(first) => Ok(Self::Choices),
            () if ends(&[".csv"]) => Ok(Self::Scores),
            () if ends(&[".txt", ".tally"]) => Ok(Self::Debian),
            () => Err(Flaw::whole("the name does not say which kind of file this is; name it with --format")),
        }
    }

    pub fn read(self, text: &str) -> Result<Votes, Flaw> {
        match self {
            Self::Preflib => preflib::read(text),
            Self::Blt => blt::read(text).map(Votes::Ranked),
            Self::Pabulib => pabulib::read(text).map(Votes::Budget),
            Self::Scores => scores::read(text).map(Votes::Scores),
            Self::Debian => debian::read(text).map(Votes::Ranked),
            Self::Choices => choices::read(text).map(Votes::Ranked),
        }
    }
}

impl Votes {
    /// Reads a whole file. `format` none: by its name and first line.
    pub fn read(name: &str, bytes: &[u8], format: Option<Format>) -> Result<Self, Flaw> {
        let text = lines::text(bytes)?;
        let format = match format {
            Some(format) => format,
            None => Format::of(name, text)?,
        };
        format.read(text)
    }
}
