//! Text as it comes in files: with a byte order mark or without, with LF or CRLF, and numbers written plainly.

use super::Flaw;

/// The text of a file without a byte order mark.
pub fn text(bytes: &[u8]) -> Result<&str, Flaw> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count();
        Flaw::at(u64::try_from(before).unwrap_or(u64::MAX).saturating_add(1), "is not UTF-8")
    })
}

/// Lines with their numbers from 1, without their ends and the white space around them.
pub fn numbered(text: &str) -> impl Iterator<Item = (u64, &str)> {
    (1..).zip(text.lines().map(str::trim))
}

pub fn number(line: u64, what: &str, text: &str) -> Result<u64, Flaw> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if plain { text.parse().ok() } else { None };
    number.ok_or_else(|| Flaw::at(line, format!("{what} must be a whole number, not {text:?}")))
}

/// The place of option `text`, numbered from 1, among `options`.
pub fn option(line: u64, text: &str, options: usize) -> Result<usize, Flaw> {
    let number = number(line, "an option", text)?;
    let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).filter(|place| *place < options);
    place.ok_or_else(|| Flaw::at(line, format!("there is no option {number}; the file has {options}")))
}

/// The number of options of a file: at most as many as ranks of one byte can tell apart.
pub fn options(line: u64, text: &str) -> Result<usize, Flaw> {
    let number = usize::try_from(number(line, "the number of options", text)?).unwrap_or(usize::MAX);
    bounded(line, number)
}

pub fn bounded(line: u64, options: usize) -> Result<usize, Flaw> {
    let most = domain::vote::tally::rankings::Rankings::MAX_OPTIONS;
    let fits = (1..=most).contains(&options);
    if fits { Ok(options) } else { Err(Flaw::at(line, format!("there must be 1 to {most} options, not {options}"))) }
}

/// Refuses a ballot that names an option twice.
pub fn once(line: u64, options: impl Iterator<Item = usize>) -> Result<(), Flaw> {
    let mut seen = std::collections::BTreeSet::new();
    for option in options {
        if !seen.insert(option) {
            return Err(Flaw::at(line, format!("names option {} twice", option + 1)));
        }
    }
    Ok(())
}

/// Voters so far and those of one more ballot: a count that can't be is refused, not wrapped around.
pub fn add(line: u64, voters: u64, more: u64) -> Result<u64, Flaw> {
    const MOST: u64 = 1_000_000_000_000;
    voters
        .checked_add(more)
        .filter(|sum| *sum <= MOST)
        .ok_or_else(|| Flaw::at(line, format!("more than {MOST} ballots can't be counted")))
}
