use proptest::prelude::*;

use super::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Fruit {
    Sort,
    Pieces,
    Note,
}

impl Column for Fruit {
    const ALL: &'static [Self] = &[Self::Sort, Self::Pieces, Self::Note];
    const NEEDED: &'static [Self] = &[Self::Sort, Self::Pieces];
    const TABLE: &'static str = "basket";
    const ROWS_MAX: usize = 150;

    fn word(self) -> &'static str {
        match self {
            Self::Sort => "sort",
            Self::Pieces => "pieces",
            Self::Note => "note",
        }
    }

    fn chinese(self) -> &'static str {
        match self {
            Self::Sort => "品种",
            Self::Pieces => "个数",
            Self::Note => "备注",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum FruitRefusal {
    #[error(transparent)]
    Form(#[from] FormRefusal<Fruit>),
    #[error("no sort")]
    NoSort,
    #[error("no number")]
    NoNumber(#[from] std::num::ParseIntError),
}

type Line = (String, u8, Option<u8>);

fn take(row: &mut Row<'_, Fruit, FruitRefusal>) -> Option<Line> {
    let sort = row.read(Fruit::Sort, |cell| match cell {
        "" => Err(FruitRefusal::NoSort),
        sort => Ok(sort.to_owned()),
    });
    let pieces = row.read(Fruit::Pieces, str::parse);
    let note = row.read_optional(Fruit::Note, str::parse);
    Some((sort?, pieces?, note?))
}

fn split(text: &str) -> Vec<(u64, Vec<String>)> {
    (1..).zip(text.lines().map(|line| line.split(',').map(str::to_owned).collect())).collect()
}

fn read_text(text: &str) -> Result<Vec<Line>, Vec<Fault<Fruit, FruitRefusal>>> {
    read(split(text).into_iter(), take)
}

fn places(text: &str) -> Vec<(u64, Option<Fruit>)> {
    read_text(text).unwrap_err().into_iter().map(|fault| (fault.row, fault.column)).collect()
}

fn form_faults(text: &str) -> Vec<(u64, Option<Fruit>, FormRefusal<Fruit>)> {
    let form = |fault: Fault<_, _>| match fault.refusal {
        FruitRefusal::Form(refusal) => (fault.row, fault.column, refusal),
        own @ (FruitRefusal::NoSort | FruitRefusal::NoNumber(_)) => panic!("{own}"),
    };
    read_text(text).unwrap_err().into_iter().map(form).collect()
}

#[test]
fn columns_stand_in_any_order_in_either_language() {
    let expected = [("apple".to_owned(), 3, None), ("pear".to_owned(), 4, Some(5))];
    assert_eq!(read_text("sort,pieces,note\napple,3,\npear,4,5\n").unwrap(), expected);
    assert_eq!(read_text("\n,,\n 备注 ,,PIECES,品种\n,,,\n,?, 3 ,apple\n\n5,,4,pear\n").unwrap(), expected);
    assert_eq!(read_text("个数,品种\n3,apple\n").unwrap(), expected[..1]);
}

#[test]
fn the_form_is_refused_in_its_row_and_column() {
    assert_eq!(form_faults(""), [(1, None, FormRefusal::Empty)]);
    assert_eq!(form_faults("\n,\n"), [(1, None, FormRefusal::Empty)]);
    assert_eq!(form_faults("\nsort,pieces\n,\n"), [(2, None, FormRefusal::Empty)]);
    assert_eq!(
        form_faults("note,colour,note\napple\n"),
        [
            (1, None, FormRefusal::UnknownColumn),
            (1, Some(Fruit::Note), FormRefusal::ColumnTwice(Fruit::Note)),
            (1, Some(Fruit::Sort), FormRefusal::ColumnMissing(Fruit::Sort)),
            (1, Some(Fruit::Pieces), FormRefusal::ColumnMissing(Fruit::Pieces)),
        ]
    );
    assert_eq!(form_faults("sort,pieces\napple,3\n\npear\n"), [(4, None, FormRefusal::WrongWidth)]);
}

#[test]
fn all_faults_of_the_lines_are_told_and_no_more_than_a_hundred() {
    let text = "sort,pieces,note\n,x,\napple,3,\npear\nplum,-1,y\n";
    let expected =
        [(2, Some(Fruit::Sort)), (2, Some(Fruit::Pieces)), (4, None), (5, Some(Fruit::Pieces)), (5, Some(Fruit::Note))];
    assert_eq!(places(text), expected);
    let three_each = format!("sort,pieces,note\n{}", ",x,x\n".repeat(Fruit::ROWS_MAX));
    assert_eq!(places(&three_each).len(), FAULTS_MAX);
}

#[test]
fn lines_are_bounded_and_blank_ones_are_not_counted() {
    let of = |lines: usize| format!("sort,pieces\n{}", "\napple,3\n".repeat(lines));
    assert_eq!(read_text(&of(Fruit::ROWS_MAX)).unwrap().len(), Fruit::ROWS_MAX);
    assert_eq!(form_faults(&of(Fruit::ROWS_MAX + 1)), [(303, None, FormRefusal::TooManyRows)]);
}

#[test]
fn refusals_name_the_table_and_its_columns() {
    let unknown = FormRefusal::<Fruit>::UnknownColumn.to_string();
    assert_eq!(unknown, "the basket knows the columns sort, pieces and note; this one it does not");
    assert_eq!(FormRefusal::<Fruit>::TooManyRows.to_string(), "the basket must have at most 150 rows");
    assert_eq!(FormRefusal::ColumnTwice(Fruit::Note).to_string(), "the column note is there twice");
}

/// Of the lines below a good head, the faults that a person finds who looks at each cell alone.
fn expected_faults(rows: &[(u64, Vec<String>)]) -> Vec<(u64, Option<Fruit>)> {
    let of_row = |(row, cells): &(u64, Vec<String>)| {
        let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        let is_number = |cell: &str| cell.parse::<u8>().is_ok();
        let columns = match cells[..] {
            [pieces, _, sort, note] => [
                (sort.is_empty(), Some(Fruit::Sort)),
                (!is_number(pieces), Some(Fruit::Pieces)),
                (!note.is_empty() && !is_number(note), Some(Fruit::Note)),
            ],
            _ => [(true, None), (false, None), (false, None)],
        };
        let faults = columns.into_iter().filter(|(is_fault, _)| *is_fault);
        faults.map(|(_, column)| (*row, column)).collect::<Vec<_>>()
    };
    let is_filled = |(_, cells): &&(u64, Vec<String>)| cells.iter().any(|cell| !cell.trim().is_empty());
    rows.iter().filter(is_filled).flat_map(of_row).collect()
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_or_refused_with_its_place(text in "(?s).{0,200}") {
        if let Err(faults) = read_text(&text) {
            let rows = u64::try_from(text.lines().count()).unwrap().max(1);
            prop_assert!(!faults.is_empty() && faults.iter().all(|fault| (1..=rows).contains(&fault.row)));
        }
    }

    /// Below a good head, exactly the faulty cells are refused, in their order; without them every line is an entry.
    #[test]
    fn every_line_is_read_or_refused_with_its_places(
        lines in prop::collection::vec(prop::collection::vec("(apple|3|| 4 |x)", 3..=5), 0..40),
        step in 1u64..4,
    ) {
        let rows: Vec<(u64, Vec<String>)> = (2..).step_by(usize::try_from(step).unwrap()).zip(lines).collect();
        let head = ["个数", "", "sort", "note"].map(str::to_owned).to_vec();
        let mut expected = expected_faults(&rows);
        let filled = rows.iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())).count();
        match read(std::iter::once((1, head)).chain(rows), take) {
            Ok(entries) => prop_assert_eq!((entries.len(), expected), (filled, Vec::new())),
            Err(faults) => {
                if expected.is_empty() {
                    expected.push((1, None)); // nothing below the head
                }
                expected.truncate(FAULTS_MAX);
                let told: Vec<_> = faults.iter().map(|fault| (fault.row, fault.column)).collect();
                prop_assert_eq!(told, expected);
            }
        }
    }
}
