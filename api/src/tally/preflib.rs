//! PrefLib's formats since 2022 (preflib.github.io): `# KEY: value` lines, then `count: 3,{1,2},4` for orders or
//! `count: {1,3},{2}` for categories, of which the first is what is approved.

use std::collections::HashMap;

use super::{Approvals, Flaw, Order, Ranked, Votes, lines};

pub fn read(text: &str) -> Result<Votes, Flaw> {
    let mut head = Head::default();
    let mut ballots: Vec<(u64, Order, u64)> = Vec::new();
    for (line, content) in lines::numbered(text).filter(|(_, content)| !content.is_empty()) {
        match content.strip_prefix('#') {
            Some(_) if !ballots.is_empty() => return Err(Flaw::at(line, "a header line among the ballots")),
            Some(entry) => head.take(line, entry)?,
            None => {
                let (order, voters) = ballot(line, content, head.options()?.len())?;
                ballots.push((line, order, voters));
            }
        }
    }
    let names = head.options()?;
    head.is_whole(&ballots)?;
    let kind = head.text("DATA TYPE")?;
    match kind {
        "soc" | "soi" | "toc" | "toi" => {
            let (strict, complete) = (kind.starts_with('s'), kind.ends_with('c'));
            ballots.iter().try_for_each(|(line, order, _)| keeps_to(*line, order, strict, complete, names.len()))?;
            let ballots = ballots.into_iter().map(|(_, order, voters)| (order, voters)).collect();
            Ok(Votes::Ranked(Ranked::new(names, ballots)))
        }
        "cat" => approvals(&head, names, ballots).map(Votes::Approvals),
        other => Err(Flaw::whole(format!("the data type {other:?} is none of soc, soi, toc, toi, cat"))),
    }
}

#[derive(Default)]
struct Head(HashMap<String, (u64, String)>);

impl Head {
    fn take(&mut self, line: u64, entry: &str) -> Result<(), Flaw> {
        let Some((key, value)) = entry.split_once(':') else {
            return Err(Flaw::at(line, "a header line without a colon"));
        };
        let known = self.0.insert(key.trim().to_uppercase(), (line, value.trim().to_owned()));
        if known.is_some() { Err(Flaw::at(line, format!("{} stands here a second time", key.trim()))) } else { Ok(()) }
    }

    fn entry(&self, key: &str) -> Result<(u64, &str), Flaw> {
        let found = self.0.get(key).map(|(line, value)| (*line, value.as_str()));
        found.ok_or_else(|| Flaw::whole(format!("the header lacks {key}")))
    }

    fn text(&self, key: &str) -> Result<&str, Flaw> {
        self.entry(key).map(|(_, value)| value)
    }

    fn number(&self, key: &str) -> Result<u64, Flaw> {
        let (line, value) = self.entry(key)?;
        lines::number(line, key, value)
    }

    fn options(&self) -> Result<Vec<String>, Flaw> {
        let (line, count) = self.entry("NUMBER ALTERNATIVES")?;
        let names = 1..=lines::options(line, count)?;
        names.map(|number| self.text(&format!("ALTERNATIVE NAME {number}")).map(str::to_owned)).collect()
    }

    /// Compares the ballots with the counts of the header, which shows whether the file was cut off.
    fn is_whole(&self, ballots: &[(u64, Order, u64)]) -> Result<(), Flaw> {
        let last = ballots.last().map_or(1, |(line, ..)| *line);
        let voters = ballots.iter().try_fold(0, |sum, (line, _, voters)| lines::add(*line, sum, *voters))?;
        let announced = self.number("NUMBER VOTERS")?;
        if voters != announced {
            return Err(Flaw::at(last, format!("the file ends with {voters} of {announced} voters")));
        }
        let key = if self.text("DATA TYPE")? == "cat" { "NUMBER UNIQUE PREFERENCES" } else { "NUMBER UNIQUE ORDERS" };
        let (unique, found) = (self.number(key)?, u64::try_from(ballots.len()).unwrap_or(u64::MAX));
        if unique == found {
            Ok(())
        } else {
            Err(Flaw::at(last, format!("the file ends with {found} of {unique} different ballots")))
        }
    }
}

fn ballot(line: u64, content: &str, options: usize) -> Result<(Order, u64), Flaw> {
    let (voters, order) = content.split_once(':').ok_or_else(|| Flaw::at(line, "a ballot without a colon"))?;
    let voters = lines::number(line, "the number of voters", voters.trim())?;
    let mut order_read = Order::new();
    let mut rest = order.trim();
    while !rest.is_empty() {
        let (group, after) = match rest.strip_prefix('{') {
            Some(open) => open.split_once('}').ok_or_else(|| Flaw::at(line, "a brace is not closed"))?,
            None => rest.find(',').map_or((rest, ""), |comma| rest.split_at(comma)),
        };
        let named = group.split(',').map(str::trim).filter(|name| !(name.is_empty() && group.trim().is_empty()));
        order_read.push(named.map(|name| lines::option(line, name, options)).collect::<Result<_, _>>()?);
        let after = after.trim_start();
        rest = match after.strip_prefix(',').map(str::trim_start) {
            Some("") => return Err(Flaw::at(line, "ends in the middle of a ballot")),
            Some(next) => next,
            None if after.is_empty() => "",
            None => return Err(Flaw::at(line, format!("{after:?} stands where a comma should"))),
        };
    }
    lines::once(line, order_read.iter().flatten().copied())?;
    Ok((order_read, voters))
}

fn keeps_to(line: u64, order: &Order, strict: bool, complete: bool, options: usize) -> Result<(), Flaw> {
    if order.iter().any(Vec::is_empty) {
        return Err(Flaw::at(line, "an empty group"));
    }
    if strict && order.iter().any(|group| group.len() > 1) {
        return Err(Flaw::at(line, "a tie in a file of strict orders"));
    }
    if complete && order.iter().map(Vec::len).sum::<usize>() != options {
        return Err(Flaw::at(line, "an incomplete order in a file of complete orders"));
    }
    Ok(())
}

fn approvals(head: &Head, names: Vec<String>, ballots: Vec<(u64, Order, u64)>) -> Result<Approvals, Flaw> {
    if head.number("NUMBER CATEGORIES")? != 2 {
        return Err(Flaw::whole("only files of two categories, approved and not, can be counted"));
    }
    let mut read = Vec::with_capacity(ballots.len());
    for (line, order, voters) in ballots {
        let [approved, _] = <[Vec<usize>; 2]>::try_from(order)
            .map_err(|order| Flaw::at(line, format!("{} categories instead of 2", order.len())))?;
        read.push((approved, voters));
    }
    Ok(Approvals { names, ballots: read })
}
