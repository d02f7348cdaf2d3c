//! Score tables as star.vote exports them: a header with the options' names, then a line for each ballot, scores 0 to 5 or
//! blank. Columns of identifiers and times (`ballot`, `voterID`, `pollID`, …) are left out.

use domain::vote::tally::score::BEST;

use super::{Flaw, Scores, lines};

const NO_OPTION: &[&str] = &["ballot", "voterid", "votetime", "pollid", "timestamp", "voter_id", "ballot_id"];

pub fn read(text: &str) -> Result<Scores, Flaw> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let head = reader.headers()?.clone();
    let is_option = |name: &str| !NO_OPTION.contains(&name.trim().to_lowercase().as_str());
    let columns: Vec<bool> = head.iter().map(is_option).collect();
    let names: Vec<String> = head.iter().filter(|name| is_option(name)).map(|name| name.trim().to_owned()).collect();
    lines::bounded(1, names.len())?;
    let mut ballots = Vec::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(1, csv::Position::line);
        if record.len() != head.len() {
            return Err(Flaw::at(line, format!("{} cells instead of {}", record.len(), head.len())));
        }
        let cells =
            record.iter().zip(&columns).filter(|(_, option)| **option).map(|(cell, _)| score(line, cell.trim()));
        ballots.push(cells.collect::<Result<_, _>>()?);
    }
    if ballots.is_empty() {
        return Err(Flaw::at(1, "the table has no ballot"));
    }
    Ok(Scores { names, ballots })
}

fn score(line: u64, cell: &str) -> Result<Option<u8>, Flaw> {
    if cell.is_empty() {
        return Ok(None);
    }
    let score = cell.parse::<u8>().ok().filter(|score| *score <= BEST);
    score.map(Some).ok_or_else(|| Flaw::at(line, format!("a score must be 0 to {BEST} or blank, not {cell:?}")))
}
