//! Reads a register from the estate's spreadsheet: all of it or nothing, and each fault with its row and column.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Column, Entry, Fault, Flat, Fraction, Head, RegisterRefusal};
use crate::account::{DisplayName, PhoneNumber};
use crate::residency::{Place, fold};
use crate::table::{self, Row};
use crate::text::Text;

/// A million m² in 0.01 m²: more than any building has.
const AREA_MAX: u64 = 100_000_000;

/// What says that two rows name the same owner.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Identity {
    Builder,
    Number(String),
    /// Number and name together: a family may share a phone, and different people have the same name.
    Known {
        phone: String,
        name: String,
    },
    /// Without a number: too many people share a name to match it across flats.
    OfFlat {
        flat: Flat,
        name: String,
    },
}

struct Line {
    row: u64,
    entry: Entry,
    owner: Identity,
}

/// Reads rows, each with its row number; the first has the titles. Rows without any text are passed over.
///
/// Flats that have exactly the same owners are one head. A couple's flat and a flat of the husband alone are two heads,
/// because their owners differ.
pub fn read(rows: impl Iterator<Item = (u64, Vec<String>)>) -> Result<Vec<Entry>, Vec<Fault>> {
    let mut reading = Reading::default();
    table::read(rows, |row| reading.take(row)).map(with_heads)
}

/// What the rows so far say about a flat.
struct Seen {
    row: u64,
    area: u64,
    is_unsold: bool,
    /// The sum of the shares as a fraction; none if it can't be added exactly any more.
    shares: Option<(u128, u128)>,
    owners: BTreeMap<Identity, u64>,
}

#[derive(Default)]
struct Reading {
    flats: HashMap<Flat, Seen>,
    /// The name that an owner number belongs to, and the row where it first stood.
    numbers: HashMap<String, (Option<String>, u64)>,
}

impl Reading {
    fn take(&mut self, row: &mut Row<'_, Column, RegisterRefusal>) -> Option<Line> {
        let may_lack_an_owner = yes_or_no(row.cell(Column::Unsold)) == Ok(true);
        let building = row.read(Column::Building, Place::parse);
        let room = row.read(Column::Room, Place::parse);
        let area = row.read(Column::Area, area);
        let name = match may_lack_an_owner {
            true => row.read_optional(Column::Owner, DisplayName::parse),
            false => row.read(Column::Owner, DisplayName::parse).map(Some),
        };
        let phone = row.read_optional(Column::Phone, PhoneNumber::parse);
        let share = row.read_optional(Column::Share, |cell| share(cell).ok_or(RegisterRefusal::Share));
        let number = row.read_optional(Column::OwnerNo, Text::<1, 40>::parse);
        let is_unsold = row.read(Column::Unsold, yes_or_no);
        let (building, room, area, name) = (building?, room?, area?, name?);
        let (phone, share, number, is_unsold) = (phone?, share?, number?, is_unsold?);
        let flat = Flat { building: fold(building.as_str()), room: fold(room.as_str()) };
        let spelled = name.as_ref().map(|name| fold(name.as_str()));
        let owner = match (is_unsold, number, &phone) {
            (true, _, _) => Identity::Builder,
            (false, Some(number), _) => {
                let number = fold(number.as_str());
                let known = self.numbers.entry(number.clone()).or_insert_with(|| (spelled.clone(), row.number));
                if known.0 != spelled {
                    row.fault(Column::OwnerNo, RegisterRefusal::NumberOfAnother { row: known.1 });
                }
                Identity::Number(number)
            }
            (false, None, Some(phone)) => {
                Identity::Known { phone: phone.as_e164().to_owned(), name: spelled.unwrap_or_default() }
            }
            (false, None, None) => Identity::OfFlat { flat: flat.clone(), name: spelled.unwrap_or_default() },
        };
        self.hold_against_the_flat(row, &flat, area, share, &owner);
        let head = Head::of(&flat); // until all rows are known
        Some(Line { row: row.number, owner, entry: Entry { flat, area, name, phone, share, head } })
    }

    fn hold_against_the_flat(
        &mut self,
        row: &mut Row<'_, Column, RegisterRefusal>,
        flat: &Flat,
        area: u64,
        share: Option<Fraction>,
        owner: &Identity,
    ) {
        let is_unsold = *owner == Identity::Builder;
        let fresh = || Seen { row: row.number, area, is_unsold, shares: Some((0, 1)), owners: BTreeMap::new() };
        let seen = self.flats.entry(flat.clone()).or_insert_with(fresh);
        if seen.area != area {
            row.fault(Column::Area, RegisterRefusal::AreaDiffers { row: seen.row });
        }
        if seen.is_unsold != is_unsold {
            row.fault(Column::Unsold, RegisterRefusal::SoldDiffers { row: seen.row });
        }
        if let Some(before) = seen.owners.insert(owner.clone(), row.number) {
            row.fault(Column::Owner, RegisterRefusal::Twice { row: before });
        }
        if let Some(share) = share {
            seen.shares = seen.shares.and_then(|sum| plus(sum, share));
            if seen.shares.is_none_or(|(num, den)| num > den) {
                row.fault(Column::Share, RegisterRefusal::SharesOverOne);
            }
        }
    }
}

/// Gives flats with the same owners one head, named after the first of these flats. The builder's flats
/// are the builder's head.
fn with_heads(mut lines: Vec<Line>) -> Vec<Entry> {
    lines.sort_by(|a, b| (&a.entry.flat, a.row).cmp(&(&b.entry.flat, b.row)));
    let mut owners: BTreeMap<Flat, BTreeSet<Identity>> = BTreeMap::new();
    for line in &lines {
        owners.entry(line.entry.flat.clone()).or_default().insert(line.owner.clone());
    }
    let mut first: HashMap<BTreeSet<Identity>, Head> = HashMap::new();
    let mut heads: HashMap<Flat, Head> = HashMap::new();
    for (flat, of_flat) in owners {
        let is_builder = of_flat.contains(&Identity::Builder);
        let head = first.entry(of_flat).or_insert_with(|| if is_builder { Head::builder() } else { Head::of(&flat) });
        heads.insert(flat, head.clone());
    }
    let placed = |line: Line| {
        let head = heads.get(&line.entry.flat).cloned().unwrap_or(line.entry.head);
        Entry { head, ..line.entry }
    };
    lines.into_iter().map(placed).collect()
}

/// Reads an area in m² as 0.01 m².
fn area(cell: &str) -> Result<u64, RegisterRefusal> {
    let cell = fold(cell);
    let (whole, decimals) = cell.split_once('.').unwrap_or((&cell, "0"));
    let digits =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let parsed = if digits(whole, 7) && digits(decimals, 2) {
        whole.parse().ok().zip(format!("{decimals:0<2}").parse().ok())
    } else {
        None
    };
    let hundredths = parsed.map(|(whole, hundredths): (u64, u64)| whole * 100 + hundredths);
    hundredths.filter(|area| (1..=AREA_MAX).contains(area)).ok_or(RegisterRefusal::Area)
}

/// `1/2`, `50%` or `33.33%`.
fn share(cell: &str) -> Option<Fraction> {
    let plain: String = cell.chars().map(|c| if c == '／' { '/' } else { c }).collect();
    let (num, den) = match (plain.split_once('/'), plain.trim_end_matches(['%', '％'])) {
        (Some((num, den)), _) => (num.trim().parse().ok()?, den.trim().parse().ok()?),
        (None, percent) if percent.len() < plain.len() => {
            let hundredths = area(percent).ok()?;
            (u32::try_from(hundredths).ok()?, 10_000)
        }
        (None, _) => return None,
    };
    ((1..=10_000).contains(&den) && (1..=den).contains(&num)).then_some(Fraction { num, den })
}

/// Adds exactly and shortens the fraction; none on overflow.
fn plus((num, den): (u128, u128), share: Fraction) -> Option<(u128, u128)> {
    let (more, of) = (u128::from(share.num), u128::from(share.den));
    let sum = num.checked_mul(of)?.checked_add(more.checked_mul(den)?)?;
    let whole = den.checked_mul(of)?;
    let (mut a, mut b) = (sum, whole);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    Some((sum / a.max(1), whole / a.max(1)))
}

fn yes_or_no(cell: &str) -> Result<bool, RegisterRefusal> {
    match fold(cell).as_str() {
        "是" | "yes" | "1" | "√" | "未售" => Ok(true),
        "" | "否" | "no" | "0" | "已售" => Ok(false),
        _ => Err(RegisterRefusal::NotYesOrNo),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
