//! What is wrong with a file, and where.

/// A damaged file: the line, from 1, and the reason. Without a line it concerns the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Flaw {
    pub line: Option<u64>,
    pub reason: String,
}

impl Flaw {
    pub fn at(line: u64, reason: impl Into<String>) -> Self {
        Self { line: Some(line), reason: reason.into() }
    }

    pub fn whole(reason: impl Into<String>) -> Self {
        Self { line: None, reason: reason.into() }
    }
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

impl From<csv::Error> for Flaw {
    fn from(error: csv::Error) -> Self {
        let line = error.position().map(csv::Position::line);
        Self { line, reason: format!("can't be read as CSV: {error}") }
    }
}
