//! BLT (Hill, Wichmann and Woodall, 1987, as OpenSTV and the Scottish councils write it): `options seats`, a line
//! `weight option option … 0` for each ballot (`2=3` is a tie, `-` a skipped rank), `0`, the quoted names and a title.

use super::{Flaw, Order, Ranked, lines};

pub fn read(text: &str) -> Result<Ranked, Flaw> {
    let mut rest = lines::numbered(text).filter(|(_, content)| !content.is_empty() && !content.starts_with('#'));
    let (line, head) = rest.next().ok_or_else(|| Flaw::whole("the file is empty"))?;
    let Some((count, seats)) = head.split_once(char::is_whitespace) else {
        return Err(Flaw::at(line, "the first line must be the numbers of options and of seats"));
    };
    let options = lines::options(line, count)?;
    lines::number(line, "the number of seats", seats.trim())?;

    let mut ballots = Vec::new();
    let (mut ended, mut last, mut voters) = (false, line, 0);
    for (line, content) in rest.by_ref() {
        last = line;
        if content == "0" {
            ended = true;
            break;
        }
        let (order, weight) = ballot(line, content, options)?;
        voters = lines::add(line, voters, weight)?;
        ballots.push((order, weight));
    }
    if !ended {
        return Err(Flaw::at(last, "the file ends before the line 0 that closes the ballots"));
    }
    let mut names = Vec::new();
    for (line, content) in rest.by_ref().take(options) {
        last = line;
        names.push(name(line, content)?);
    }
    if names.len() < options {
        return Err(Flaw::at(last, format!("the file ends with {} of {options} names", names.len())));
    }
    if rest.next().is_none() {
        return Err(Flaw::at(last, "the file ends before its title"));
    }
    match rest.next() {
        Some((line, _)) => Err(Flaw::at(line, "nothing may follow the title")),
        None => Ok(Ranked::new(names, ballots)),
    }
}

fn ballot(line: u64, content: &str, options: usize) -> Result<(Order, u64), Flaw> {
    let mut words = content.split_whitespace();
    let first = words.next().unwrap_or_default();
    if first.starts_with('-') {
        return Err(Flaw::at(line, "takes options out of the race, which can't be counted here"));
    }
    let weight = lines::number(line, "a ballot's weight", first)?;
    let mut order = Order::new();
    let mut closed = false;
    for word in words {
        if closed {
            return Err(Flaw::at(line, "something follows the 0 that closes the ballot"));
        }
        match word {
            "0" => closed = true,
            "-" => {}
            group => {
                order.push(group.split('=').map(|one| lines::option(line, one, options)).collect::<Result<_, _>>()?)
            }
        }
    }
    if !closed {
        return Err(Flaw::at(line, "a ballot without the 0 that closes it"));
    }
    lines::once(line, order.iter().flatten().copied())?;
    Ok((order, weight))
}

/// A name in quotes; a quote inside is doubled.
fn name(line: u64, content: &str) -> Result<String, Flaw> {
    let inner = content.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let inner = inner.ok_or_else(|| Flaw::at(line, "a name must stand in double quotes"))?;
    Ok(inner.replace("\"\"", "\""))
}
