//! Pabulib (pabulib.org, .pb): the sections META, PROJECTS and VOTES, each with a header, cells set apart by semicolons.

use std::collections::HashMap;

use domain::vote::tally::budget::Instance;

use super::{Budget, Flaw, VoteType, lines};

pub fn read(text: &str) -> Result<Budget, Flaw> {
    let sections = Sections::read(text)?;
    let meta = sections.meta()?;
    let value = |key: &str| meta.get(key);
    let need = |key: &str| value(key).ok_or_else(|| Flaw::whole(format!("META lacks {key}")));
    sections.is_whole("PROJECTS", need("num_projects")?)?;
    sections.is_whole("VOTES", need("num_votes")?)?;
    let vote_type = need("vote_type")?.vote_type()?;

    let projects = sections.table("PROJECTS")?;
    let (ids, costs) = (projects.column("project_id")?, projects.column("cost")?);
    let decimals = costs
        .iter()
        .map(|(_, cost)| cost.as_str())
        .chain([need("budget")?.text.as_str()])
        .map(decimals_of)
        .max()
        .unwrap_or(0);
    let costs: Vec<u64> = costs.iter().map(|(line, cost)| amount(*line, cost, decimals)).collect::<Result<_, _>>()?;
    let budget = need("budget")?;
    let places: HashMap<&str, usize> = ids.iter().enumerate().map(|(place, (_, id))| (id.as_str(), place)).collect();
    if places.len() != ids.len() {
        return Err(Flaw::whole("a project is listed twice"));
    }
    let votes = sections.table("VOTES")?;
    let ballots =
        votes.column("vote")?.into_iter().map(|(line, cell)| ballot(line, &cell, &places).map(|ballot| (line, ballot)));
    let ballots: Vec<(u64, Vec<usize>)> = ballots.collect::<Result<_, _>>()?;
    let given = match vote_type {
        VoteType::Cumulative | VoteType::Scoring => Some(votes.column("points")?),
        VoteType::Approval | VoteType::ChooseOne | VoteType::Ordinal => None,
    };
    let longest = ballots.iter().map(|(_, ballot)| ballot.len()).max().unwrap_or(0);
    let max_length = match value("max_length") {
        Some(Meta { line, text }) => lines::number(*line, "max_length", text)?,
        None => u64::try_from(longest).unwrap_or(u64::MAX),
    };
    let mut points = vec![0u64; costs.len()];
    for (place, (line, ballot)) in ballots.iter().enumerate() {
        let each = match given.as_ref().map(|given| given.get(place)) {
            Some(cell) => cells(cell.map_or("", |(_, cell)| cell)).map(|p| lines::number(*line, "points", p)).collect(),
            None if vote_type == VoteType::Ordinal => {
                Ok((0..).map(|rank| max_length.saturating_sub(rank)).take(ballot.len()).collect())
            }
            None => Ok(vec![1; ballot.len()]),
        };
        let each: Vec<u64> = each?;
        if each.len() != ballot.len() {
            return Err(Flaw::at(*line, format!("{} points for {} projects", each.len(), ballot.len())));
        }
        for (project, more) in ballot.iter().zip(each) {
            if let Some(points) = points.get_mut(*project) {
                *points = lines::add(*line, *points, more)?;
            }
        }
    }
    let selected = projects.maybe("selected").map(|cells| {
        let chosen = cells.iter().enumerate().filter(|(_, (_, cell))| cell == "1");
        chosen.map(|(place, _)| place).collect()
    });
    let instance = Instance {
        budget: amount(budget.line, &budget.text, decimals)?,
        costs,
        ballots: ballots.into_iter().map(|(_, ballot)| (ballot, 1)).collect(),
    };
    let projects = ids.into_iter().map(|(_, id)| id).collect();
    let rule = value("rule").map(|rule| rule.text.clone());
    Ok(Budget { vote_type, rule, projects, points, decimals, instance, selected })
}

/// What the section META says of one key, and on which line.
struct Meta {
    line: u64,
    text: String,
}

impl Meta {
    fn vote_type(&self) -> Result<VoteType, Flaw> {
        let known = VoteType::ALL.iter().copied().find(|vote_type| vote_type.word() == self.text);
        known.ok_or_else(|| Flaw::at(self.line, format!("the vote type {:?} is not known", self.text)))
    }
}

impl VoteType {
    pub const ALL: &[Self] = &[Self::Approval, Self::ChooseOne, Self::Cumulative, Self::Scoring, Self::Ordinal];

    pub fn word(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::ChooseOne => "choose-1",
            Self::Cumulative => "cumulative",
            Self::Scoring => "scoring",
            Self::Ordinal => "ordinal",
        }
    }
}

fn cells(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|cell| !(cell.is_empty() && list.trim().is_empty()))
}

fn ballot(line: u64, cell: &str, places: &HashMap<&str, usize>) -> Result<Vec<usize>, Flaw> {
    let place = |id| places.get(id).copied().ok_or_else(|| Flaw::at(line, format!("there is no project {id:?}")));
    let ballot: Vec<usize> = cells(cell).map(place).collect::<Result<_, _>>()?;
    let mut seen = std::collections::BTreeSet::new();
    match ballot.iter().all(|project| seen.insert(*project)) {
        true => Ok(ballot),
        false => Err(Flaw::at(line, "a project is named twice on one ballot")),
    }
}

fn decimals_of(amount: &str) -> u32 {
    amount
        .split_once('.')
        .map_or(0, |(_, behind)| u32::try_from(behind.trim_end_matches('0').len()).unwrap_or(u32::MAX))
}

/// An amount of money in units of 1/10^decimals, exact.
fn amount(line: u64, text: &str, decimals: u32) -> Result<u64, Flaw> {
    let (whole, behind) = text.split_once('.').unwrap_or((text, "0"));
    let behind = behind.trim_end_matches('0');
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let units = (!whole.is_empty() && plain(whole) && plain(behind) && decimals <= 6).then(|| {
        let missing = decimals.saturating_sub(decimals_of(text));
        format!("{whole}{behind}").parse::<u64>().ok()?.checked_mul(10u64.checked_pow(missing)?)
    });
    units.flatten().ok_or_else(|| Flaw::at(line, format!("an amount of money can't be read: {text:?}")))
}

/// Rows with their lines.
struct Table<'a> {
    name: &'a str,
    head: &'a csv::StringRecord,
    rows: Vec<&'a csv::StringRecord>,
}

struct Sections(Vec<csv::StringRecord>);

impl Sections {
    const NAMES: [&'static str; 3] = ["META", "PROJECTS", "VOTES"];

    fn read(text: &str) -> Result<Self, Flaw> {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(text.as_bytes());
        Ok(Self(reader.records().collect::<Result<_, _>>()?))
    }

    fn table(&self, name: &'static str) -> Result<Table<'_>, Flaw> {
        let is = |record: &csv::StringRecord, name: &str| {
            record.len() == 1 && record.get(0).is_some_and(|cell| cell.trim().eq_ignore_ascii_case(name))
        };
        let mut rows = self.0.iter().skip_while(|record| !is(record, name)).skip(1);
        let head = rows.next().ok_or_else(|| Flaw::whole(format!("the section {name} is missing or empty")))?;
        let rows: Vec<_> = rows.take_while(|row| !Self::NAMES.iter().any(|other| is(row, other))).collect();
        match rows.iter().find(|row| row.len() != head.len()) {
            Some(row) => {
                let found = format!("{} cells instead of {} in {name}", row.len(), head.len());
                Err(Flaw::at(line_of(row), found))
            }
            None => Ok(Table { name, head, rows }),
        }
    }

    fn meta(&self) -> Result<HashMap<String, Meta>, Flaw> {
        let table = self.table("META")?;
        let cell = |row: &csv::StringRecord, place| row.get(place).unwrap_or_default().trim().to_owned();
        Ok(table.rows.iter().map(|row| (cell(row, 0), Meta { line: line_of(row), text: cell(row, 1) })).collect())
    }

    /// Whether the section has as many rows as META says, or was cut off.
    fn is_whole(&self, name: &'static str, meta: &Meta) -> Result<(), Flaw> {
        let announced = lines::number(meta.line, "the announced number", &meta.text)?;
        let table = self.table(name)?;
        let found = u64::try_from(table.rows.len()).unwrap_or(u64::MAX);
        let last = table.rows.last().map_or(meta.line, |row| line_of(row));
        if found == announced {
            Ok(())
        } else {
            Err(Flaw::at(last, format!("{name} ends with {found} of {announced} rows")))
        }
    }
}

fn line_of(row: &csv::StringRecord) -> u64 {
    row.position().map_or(1, csv::Position::line)
}

impl Table<'_> {
    fn maybe(&self, name: &str) -> Option<Vec<(u64, String)>> {
        let place = self.head.iter().position(|head| head.trim() == name)?;
        Some(self.rows.iter().map(|row| (line_of(row), row.get(place).unwrap_or_default().trim().to_owned())).collect())
    }

    fn column(&self, name: &str) -> Result<Vec<(u64, String)>, Flaw> {
        self.maybe(name).ok_or_else(|| Flaw::at(line_of(self.head), format!("{} has no column {name}", self.name)))
    }
}
