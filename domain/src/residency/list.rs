//! A household list: which numbers belong behind which door of a committee, as the committee keeps it in a spreadsheet.
//! It is taken whole or not at all, and each fault says in which row and column it is.

use std::collections::{HashMap, HashSet};

use super::{Household, Place};
use crate::account::{ContactRefusal, DisplayName, PhoneNumber};
use crate::area::AreaCode;
use crate::text::TextRefusal;

/// Rows of a list without its head: a large residents' committee has some three thousand households.
pub const ROWS_MAX: usize = 5_000;
/// Faults told at once.
pub const FAULTS_MAX: usize = 100;
/// How long the entries are kept unless the next list takes their place before.
pub const RETENTION_DAYS: u16 = 180;
pub const RETENTION_DAYS_MAX: u16 = 366;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    Building,
    Room,
    Phone,
    /// May be left out, and its cells may be empty.
    Name,
}

impl Column {
    pub const ALL: &[Self] = &[Self::Building, Self::Room, Self::Phone, Self::Name];

    pub fn word(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Room => "room",
            Self::Phone => "phone",
            Self::Name => "name",
        }
    }

    pub fn chinese(self) -> &'static str {
        match self {
            Self::Building => "幢",
            Self::Room => "室",
            Self::Phone => "手机",
            Self::Name => "姓名",
        }
    }

    fn from_head(head: &str) -> Option<Self> {
        let head = head.trim();
        Self::ALL.iter().copied().find(|column| head.eq_ignore_ascii_case(column.word()) || head == column.chinese())
    }
}

/// One line of the list. Prints neither number nor name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub household: Household,
    pub phone: PhoneNumber,
    pub name: Option<DisplayName>,
}

/// Where a fault is. Rows are counted as a spreadsheet does: the head is row 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub row: u64,
    /// None when the row as a whole is at fault.
    pub column: Option<Column>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub at: Cell,
    pub refusal: ListRefusal,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListRefusal {
    #[error("the column {} is missing", .0.word())]
    ColumnMissing(Column),
    #[error("the column {} is there twice", .0.word())]
    ColumnTwice(Column),
    #[error("the list knows the columns building, room, phone and name; this one it does not")]
    UnknownColumn,
    #[error("the row has not as many cells as the head")]
    WrongWidth,
    #[error(transparent)]
    Text(#[from] TextRefusal),
    #[error(transparent)]
    Contact(#[from] ContactRefusal),
    #[error("the same number stands behind the same door in row {row}")]
    Twice { row: u64 },
    #[error("the list must have at most {ROWS_MAX} rows")]
    TooManyRows,
    #[error("the list has no rows")]
    Empty,
}

/// Reads the rows of a table: the head first, each with its number. Rows without any text are passed over.
pub fn read(committee: &AreaCode, rows: impl Iterator<Item = (u64, Vec<String>)>) -> Result<Vec<Entry>, Vec<Fault>> {
    let is_filled = |(_, cells): &(u64, Vec<String>)| cells.iter().any(|cell| !cell.trim().is_empty());
    let mut rows = rows.filter(is_filled);
    let whole = |row, refusal| vec![Fault { at: Cell { row, column: None }, refusal }];
    let (first, head) = rows.next().ok_or_else(|| whole(1, ListRefusal::Empty))?;
    let columns = columns(first, &head)?;
    let mut list = Reading {
        committee,
        columns,
        width: head.len(),
        entries: Vec::new(),
        faults: Vec::new(),
        seen: HashMap::new(),
    };
    for (count, (row, cells)) in rows.enumerate() {
        if count >= ROWS_MAX {
            return Err(whole(row, ListRefusal::TooManyRows));
        }
        list.take(row, &cells);
        if list.faults.len() >= FAULTS_MAX {
            break;
        }
    }
    if !list.faults.is_empty() {
        list.faults.truncate(FAULTS_MAX);
        return Err(list.faults);
    }
    if list.entries.is_empty() { Err(whole(first, ListRefusal::Empty)) } else { Ok(list.entries) }
}

/// What stands in which place of a row. A head without text is no column if nothing stands below it, so it is passed over.
fn columns(row: u64, head: &[String]) -> Result<Vec<Option<Column>>, Vec<Fault>> {
    let (mut faults, mut seen) = (Vec::new(), HashSet::new());
    let mut fault = |column, refusal| faults.push(Fault { at: Cell { row, column }, refusal });
    let mut columns = Vec::new();
    for title in head {
        let column = Column::from_head(title);
        match column {
            None if title.trim().is_empty() => {}
            None => fault(None, ListRefusal::UnknownColumn),
            Some(column) if !seen.insert(column) => fault(Some(column), ListRefusal::ColumnTwice(column)),
            Some(_) => {}
        }
        columns.push(column);
    }
    for column in [Column::Building, Column::Room, Column::Phone] {
        if !seen.contains(&column) {
            fault(Some(column), ListRefusal::ColumnMissing(column));
        }
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

struct Reading<'a> {
    committee: &'a AreaCode,
    columns: Vec<Option<Column>>,
    width: usize,
    entries: Vec<Entry>,
    faults: Vec<Fault>,
    /// In which row a number stood behind a door.
    seen: HashMap<(Household, PhoneNumber), u64>,
}

impl Reading<'_> {
    fn take(&mut self, row: u64, cells: &[String]) {
        if cells.len() != self.width {
            return self.fault(row, None, ListRefusal::WrongWidth);
        }
        let of = |wanted: Column| {
            let pair = self.columns.iter().zip(cells).find(|(column, _)| **column == Some(wanted));
            pair.map_or("", |(_, cell)| cell.trim())
        };
        let building = Place::parse(of(Column::Building)).map_err(ListRefusal::from);
        let room = Place::parse(of(Column::Room)).map_err(ListRefusal::from);
        let phone = PhoneNumber::parse(of(Column::Phone)).map_err(ListRefusal::from);
        let name = Some(of(Column::Name)).filter(|name| !name.is_empty());
        let name = name.map(DisplayName::parse).transpose().map_err(ListRefusal::from);
        let building = self.good(row, Column::Building, building);
        let room = self.good(row, Column::Room, room);
        let phone = self.good(row, Column::Phone, phone);
        let name = self.good(row, Column::Name, name);
        let (Some(building), Some(room), Some(phone), Some(name)) = (building, room, phone, name) else { return };
        // The committee was looked at before: it is the list's.
        let Ok(household) = Household::new(self.committee.clone(), &building, &room) else { return };
        if let Some(before) = self.seen.insert((household.clone(), phone.clone()), row) {
            self.fault(row, Some(Column::Phone), ListRefusal::Twice { row: before });
        }
        self.entries.push(Entry { household, phone, name });
    }

    fn good<T>(&mut self, row: u64, column: Column, read: Result<T, ListRefusal>) -> Option<T> {
        read.map_err(|refusal| self.fault(row, Some(column), refusal)).ok()
    }

    fn fault(&mut self, row: u64, column: Option<Column>, refusal: ListRefusal) {
        self.faults.push(Fault { at: Cell { row, column }, refusal });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_text(text: &str) -> Result<Vec<Entry>, Vec<Fault>> {
        let committee = AreaCode::parse("310101020004").unwrap();
        let rows = text.lines().map(|line| line.split(',').map(str::to_owned).collect());
        read(&committee, (1..).zip(rows))
    }

    fn faults(text: &str) -> Vec<(u64, Option<Column>, ListRefusal)> {
        let faults = read_text(text).unwrap_err();
        faults.into_iter().map(|fault| (fault.at.row, fault.at.column, fault.refusal)).collect()
    }

    #[test]
    fn columns_stand_in_any_order_in_either_language() {
        let english = read_text("building,room,phone,name\n3号,502,13800138000,王芳\n").unwrap();
        assert_eq!(english, read_text("手机,姓名,室,幢\n138 0013 8000,王芳,５０２,3号\n").unwrap());
        assert_eq!(english, read_text(" Phone ,NAME,Room,Building,\n13800138000,王芳,502,3 号,\n,,,,\n").unwrap());
        let nameless = read_text("幢,室,手机\n3号,502,13800138000\n").unwrap();
        assert_eq!((nameless[0].name.as_ref(), &nameless[0].phone), (None, &english[0].phone));
        assert_eq!(english[0].household.key(), "310101020004/3号/502");
    }

    #[test]
    fn each_fault_is_found_in_its_row_and_column() {
        let phone = ListRefusal::Contact(ContactRefusal::NotAMobileNumber);
        let short = ListRefusal::Text(TextRefusal::TooShort { min: 1 });
        let text = "幢,室,手机,姓名\n3号,502,1380013800,王芳\n,503,13800138001,\n3号,504,13800138002\n3号,505,13800138003,\n3 号,505,+8613800138003,李强\n";
        assert_eq!(
            faults(text),
            [
                (2, Some(Column::Phone), phone),
                (3, Some(Column::Building), short),
                (4, None, ListRefusal::WrongWidth),
                (6, Some(Column::Phone), ListRefusal::Twice { row: 5 }),
            ]
        );
    }

    #[test]
    fn a_head_is_whole_and_has_nothing_else() {
        let missing = ListRefusal::ColumnMissing(Column::Phone);
        assert_eq!(faults("幢,室\n3号,502\n"), [(1, Some(Column::Phone), missing)]);
        let twice = ListRefusal::ColumnTwice(Column::Room);
        assert_eq!(faults("幢,室,room,手机\n"), [(1, Some(Column::Room), twice)]);
        assert_eq!(faults("幢,室,手机,身份证号\n"), [(1, None, ListRefusal::UnknownColumn)]);
        assert_eq!(faults(""), [(1, None, ListRefusal::Empty)]);
        assert_eq!(faults("幢,室,手机\n,,\n"), [(1, None, ListRefusal::Empty)]);
    }

    #[test]
    fn a_list_is_bounded() {
        let line = |n: usize| format!("1,{n},138{n:08}\n");
        let list = |rows: usize| format!("幢,室,手机\n{}", (0..rows).map(line).collect::<String>());
        assert_eq!(read_text(&list(ROWS_MAX)).unwrap().len(), ROWS_MAX);
        assert_eq!(faults(&list(ROWS_MAX + 1)), [(5002, None, ListRefusal::TooManyRows)]);
        let bad = format!("幢,室,手机\n{}", "1,1,x\n".repeat(ROWS_MAX));
        assert_eq!(faults(&bad).len(), FAULTS_MAX);
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_or_refused_with_its_place(text in "(?s).{0,200}") {
            if let Err(faults) = read_text(&text) {
                let rows = u64::try_from(text.lines().count()).unwrap().max(1);
                prop_assert!(!faults.is_empty() && faults.iter().all(|fault| (1..=rows).contains(&fault.at.row)));
            }
        }

        /// All or nothing: one bad number among good ones, and nothing is read.
        #[test]
        fn one_fault_is_enough(rows in 1usize..50, bad in 0usize..50) {
            let number = |n: usize| if n == bad % rows { "x".to_owned() } else { format!("138{n:08}") };
            let text: String = (0..rows).map(|n| format!("1,{n},{}\n", number(n))).collect();
            let expected = u64::try_from(bad % rows).unwrap() + 2;
            let refusal = ListRefusal::Contact(ContactRefusal::NotAMobileNumber);
            prop_assert_eq!(faults(&format!("幢,室,手机\n{text}")), [(expected, Some(Column::Phone), refusal)]);
        }
    }
}
