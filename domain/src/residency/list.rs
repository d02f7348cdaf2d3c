//! A household list: which numbers belong behind which door of a committee, as the committee keeps it in a spreadsheet.

use std::collections::HashMap;

use super::{Household, Place};
use crate::account::{ContactRefusal, DisplayName, PhoneNumber};
use crate::area::AreaCode;
use crate::table::{self, FormRefusal, Row};
use crate::text::TextRefusal;

/// Rows of a list without its head: a large residents' committee has some three thousand households.
const ROWS_MAX: usize = 5_000;
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

impl table::Column for Column {
    const ALL: &'static [Self] = &[Self::Building, Self::Room, Self::Phone, Self::Name];
    const NEEDED: &'static [Self] = &[Self::Building, Self::Room, Self::Phone];
    const TABLE: &'static str = "list";
    const ROWS_MAX: usize = ROWS_MAX;

    fn word(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Room => "room",
            Self::Phone => "phone",
            Self::Name => "name",
        }
    }

    fn chinese(self) -> &'static str {
        match self {
            Self::Building => "幢",
            Self::Room => "室",
            Self::Phone => "手机",
            Self::Name => "姓名",
        }
    }
}

/// One line of the list. `Debug` prints neither number nor name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub household: Household,
    pub phone: PhoneNumber,
    pub name: Option<DisplayName>,
}

pub type Fault = table::Fault<Column, ListRefusal>;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListRefusal {
    #[error(transparent)]
    Form(#[from] FormRefusal<Column>),
    #[error(transparent)]
    Text(#[from] TextRefusal),
    #[error(transparent)]
    Contact(#[from] ContactRefusal),
    #[error("the same number stands behind the same door in row {row}")]
    Twice { row: u64 },
}

/// Reads the rows of a list: the head first, each with its number. Rows without any text are passed over.
pub fn read(committee: &AreaCode, rows: impl Iterator<Item = (u64, Vec<String>)>) -> Result<Vec<Entry>, Vec<Fault>> {
    let mut list = Reading { committee, seen: HashMap::new() };
    table::read(rows, |row| list.take(row))
}

struct Reading<'a> {
    committee: &'a AreaCode,
    /// In which row a number stood behind a door.
    seen: HashMap<(Household, PhoneNumber), u64>,
}

impl Reading<'_> {
    fn take(&mut self, row: &mut Row<'_, Column, ListRefusal>) -> Option<Entry> {
        let building = row.read(Column::Building, Place::parse);
        let room = row.read(Column::Room, Place::parse);
        let phone = row.read(Column::Phone, PhoneNumber::parse);
        let name = row.read_optional(Column::Name, DisplayName::parse);
        let (building, room, phone, name) = (building?, room?, phone?, name?);
        // Cannot fail: a caller reads a list for a residents' committee only.
        let household = Household::new(self.committee.clone(), &building, &room).ok()?;
        if let Some(before) = self.seen.insert((household.clone(), phone.clone()), row.number) {
            row.fault(Column::Phone, ListRefusal::Twice { row: before });
        }
        Some(Entry { household, phone, name })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::table::FAULTS_MAX;

    fn read_text(text: &str) -> Result<Vec<Entry>, Vec<Fault>> {
        let committee = AreaCode::parse("310101020004").unwrap();
        let rows = text.lines().map(|line| line.split(',').map(str::to_owned).collect());
        read(&committee, (1..).zip(rows))
    }

    fn faults(text: &str) -> Vec<(u64, Option<Column>, ListRefusal)> {
        let faults = read_text(text).unwrap_err();
        faults.into_iter().map(|fault| (fault.row, fault.column, fault.refusal)).collect()
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
                (4, None, ListRefusal::Form(FormRefusal::WrongWidth)),
                (6, Some(Column::Phone), ListRefusal::Twice { row: 5 }),
            ]
        );
    }

    #[test]
    fn a_head_is_whole_and_has_nothing_else() {
        let missing = ListRefusal::Form(FormRefusal::ColumnMissing(Column::Phone));
        assert_eq!(faults("幢,室\n3号,502\n"), [(1, Some(Column::Phone), missing)]);
        let twice = ListRefusal::Form(FormRefusal::ColumnTwice(Column::Room));
        assert_eq!(faults("幢,室,room,手机\n"), [(1, Some(Column::Room), twice)]);
        assert_eq!(faults("幢,室,手机,身份证号\n"), [(1, None, ListRefusal::Form(FormRefusal::UnknownColumn))]);
        assert_eq!(faults(""), [(1, None, ListRefusal::Form(FormRefusal::Empty))]);
        assert_eq!(faults("幢,室,手机\n,,\n"), [(1, None, ListRefusal::Form(FormRefusal::Empty))]);
    }

    #[test]
    fn the_form_is_refused_in_the_words_of_a_list() {
        let told = |refusal: FormRefusal<Column>| ListRefusal::from(refusal).to_string();
        let unknown = "the list knows the columns building, room, phone and name; this one it does not";
        assert_eq!(told(FormRefusal::UnknownColumn), unknown);
        assert_eq!(told(FormRefusal::TooManyRows), "the list must have at most 5000 rows");
        assert_eq!(told(FormRefusal::Empty), "the list has no rows");
    }

    #[test]
    fn a_list_is_bounded() {
        let line = |n: usize| format!("1,{n},138{n:08}\n");
        let list = |rows: usize| format!("幢,室,手机\n{}", (0..rows).map(line).collect::<String>());
        assert_eq!(read_text(&list(ROWS_MAX)).unwrap().len(), ROWS_MAX);
        assert_eq!(faults(&list(ROWS_MAX + 1)), [(5002, None, ListRefusal::Form(FormRefusal::TooManyRows))]);
        let bad = format!("幢,室,手机\n{}", "1,1,x\n".repeat(ROWS_MAX));
        assert_eq!(faults(&bad).len(), FAULTS_MAX);
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_or_refused_with_its_place(text in "(?s).{0,200}") {
            if let Err(faults) = read_text(&text) {
                let rows = u64::try_from(text.lines().count()).unwrap().max(1);
                prop_assert!(!faults.is_empty() && faults.iter().all(|fault| (1..=rows).contains(&fault.row)));
            }
        }

        /// One bad number among good ones, and nothing is imported.
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
