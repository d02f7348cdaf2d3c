//! Cast-vote records: a line for each ballot (or for each kind of ballot, with a column `Count`), columns whose names
//! say first, second, third choice. Blank and `undervote` are a skipped rank; `overvote` is a tie whose options were
//! not recorded. Options are numbered in the alphabetical order of their names.

use std::collections::BTreeSet;

use super::{Flaw, Order, Ranked, lines};

/// Whether a header has columns of choices.
pub fn has_choices(header: &str) -> bool {
    header.split(',').any(is_choice)
}

fn is_choice(name: &str) -> bool {
    let name = name.trim().trim_matches('"').to_lowercase();
    let ordinal = ["1st", "2nd", "3rd", "first", "second", "third"].iter().any(|word| name.starts_with(word))
        || name.split_once("th ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
    let numbered = |word: &str| {
        let number = name.strip_prefix(word).map(|rest| rest.trim_start_matches(['_', ' ', '-']));
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    (ordinal && name.contains("choice")) || ["choice", "rank"].into_iter().any(numbered)
}

pub fn read(text: &str) -> Result<Ranked, Flaw> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let head = reader.headers()?.clone();
    let columns: Vec<bool> = head.iter().map(is_choice).collect();
    let count = head.iter().position(|name| name.trim().eq_ignore_ascii_case("count"));
    if !columns.contains(&true) {
        return Err(Flaw::at(1, "the header names no column of choices"));
    }
    let mut rows: Vec<(Vec<String>, u64)> = Vec::new();
    let mut voters = 0;
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(1, csv::Position::line);
        if record.len() != head.len() {
            return Err(Flaw::at(line, format!("{} cells instead of {}", record.len(), head.len())));
        }
        let weight = match count.and_then(|column| record.get(column)) {
            Some(cell) => lines::number(line, "the count", cell.trim())?,
            None => 1,
        };
        voters = lines::add(line, voters, weight)?;
        let cells = record.iter().zip(&columns).filter(|(_, choice)| **choice).map(|(cell, _)| cell.trim().to_owned());
        rows.push((cells.collect(), weight));
    }
    let names: BTreeSet<&str> =
        rows.iter().flat_map(|(cells, _)| cells).map(String::as_str).filter(|c| names(c)).collect();
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    lines::bounded(1, names.len())?;
    let ballots = rows.iter().map(|(cells, weight)| (order(cells, &names), *weight)).collect();
    Ok(Ranked::new(names, ballots))
}

fn names(cell: &str) -> bool {
    !cell.is_empty() && !cell.eq_ignore_ascii_case("undervote") && !cell.eq_ignore_ascii_case("overvote")
}

/// An option that is chosen twice counts at its first place.
fn order(cells: &[String], options: &[String]) -> Order {
    let mut order = Order::new();
    for cell in cells {
        if cell.eq_ignore_ascii_case("overvote") {
            order.push(Vec::new());
        } else if let Some(option) = options.iter().position(|name| name == cell) {
            let group = vec![option];
            if !order.contains(&group) {
                order.push(group);
            }
        }
    }
    order
}
