//! Debian's tally sheets: `Option 3------->: name` for each option, then `V: 3-121 md5` for each ballot, a character for each
//! option: its rank, 1 best, equal is tied, or `-` for unranked. Ranks above 9 are letters.

use std::collections::{BTreeMap, BTreeSet};

use super::{Flaw, Order, Ranked, lines};

pub fn read(text: &str) -> Result<Ranked, Flaw> {
    let (mut names, mut ballots) = (Vec::new(), Vec::new());
    let mut written = BTreeSet::new();
    let mut last = 1;
    for (line, content) in lines::numbered(text) {
        if let Some(vote) = content.strip_prefix("V:") {
            last = line;
            written.insert(vote.split_whitespace().next());
            ballots.push((ballot(line, vote, names.len())?, 1));
        } else if let Some((number, name)) = option(content) {
            let expected = names.len() + 1;
            if number != expected.to_string() {
                return Err(Flaw::at(line, format!("option {number} stands where option {expected} should")));
            }
            if !ballots.is_empty() {
                return Err(Flaw::at(line, "an option among the ballots"));
            }
            names.push(name.to_owned());
        }
    }
    lines::bounded(last, names.len())?;
    if ballots.is_empty() {
        return Err(Flaw::at(last, "the sheet has no ballot"));
    }
    Ok(Ranked { names, ballots, distinct: written.len() })
}

/// `||/  Option 4------>: Anthony Towns`
fn option(content: &str) -> Option<(&str, &str)> {
    let (_, rest) = content.split_once("Option ")?;
    let (head, name) = rest.split_once(">:")?;
    let number = head.trim_end_matches('-').trim();
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some((number, name.trim()))
}

fn ballot(line: u64, vote: &str, options: usize) -> Result<Order, Flaw> {
    let mut words = vote.split_whitespace();
    let (ranks, receipt) = (words.next().unwrap_or_default(), words.next());
    if ranks.chars().count() != options {
        return Err(Flaw::at(line, format!("{} ranks for {options} options", ranks.chars().count())));
    }
    let whole = |receipt: &str| receipt.len() == 32 && receipt.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !receipt.is_some_and(whole) || words.next().is_some() {
        return Err(Flaw::at(line, "a ballot must end with its MD5 receipt of 32 hexadecimal digits"));
    }
    let mut groups: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (option, rank) in ranks.chars().enumerate().filter(|(_, rank)| *rank != '-') {
        let rank = rank.to_digit(36).filter(|rank| *rank > 0);
        let rank = rank.ok_or_else(|| Flaw::at(line, format!("no rank can be read in {ranks:?}")))?;
        groups.entry(rank).or_default().push(option);
    }
    Ok(groups.into_values().collect())
}
