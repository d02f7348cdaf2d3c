//! Tables as people keep them in spreadsheets: a head that names the columns, and a line for each entry.
//!
//! A table is taken whole or not at all, and each fault says in which row and column it is. A list brings its columns, the
//! rules for its cells and the refusals of its own; everything that concerns the form of a table is decided here.

use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::Hash;

/// At most this many faults of the lines are told at once.
pub const FAULTS_MAX: usize = 100;

/// The columns of one kind of table, as an enum of them.
pub trait Column: Copy + Debug + Eq + Hash + 'static {
    /// In the order in which refusals enumerate them.
    const ALL: &'static [Self];
    /// The columns that may not be left out.
    const NEEDED: &'static [Self];
    /// What English sentences call a table of these columns.
    const TABLE: &'static str;
    /// At most this many lines, not counting the head and lines without text.
    const ROWS_MAX: usize;

    fn word(self) -> &'static str;

    fn chinese(self) -> &'static str;

    /// The column that a cell of the head names.
    fn from_head(head: &str) -> Option<Self> {
        let head = head.trim();
        Self::ALL.iter().copied().find(|column| head.eq_ignore_ascii_case(column.word()) || head == column.chinese())
    }
}

/// A refusal and its place. Rows are counted as a spreadsheet does: the head is row 1 unless blank rows stand above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault<C, R> {
    pub row: u64,
    /// None when the row as a whole is at fault.
    pub column: Option<C>,
    pub refusal: R,
}

impl<C: Column, R: From<FormRefusal<C>>> Fault<C, R> {
    fn of_form(row: u64, column: Option<C>, refusal: FormRefusal<C>) -> Self {
        Self { row, column, refusal: refusal.into() }
    }
}

/// What can be wrong with the form of a table, whatever it lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormRefusal<C: Column> {
    #[error("the column {} is missing", .0.word())]
    ColumnMissing(C),
    #[error("the column {} is there twice", .0.word())]
    ColumnTwice(C),
    #[error("the {} knows the columns {}; this one it does not", C::TABLE, words::<C>())]
    UnknownColumn,
    #[error("the row has not as many cells as the head")]
    WrongWidth,
    #[error("the {} must have at most {} rows", C::TABLE, C::ROWS_MAX)]
    TooManyRows,
    #[error("the {} has no rows", C::TABLE)]
    Empty,
}

/// `building, room and phone`.
fn words<C: Column>() -> String {
    let words: Vec<&str> = C::ALL.iter().map(|column| column.word()).collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// A line below the head, with as many cells as the head has.
pub struct Row<'a, C, R> {
    pub number: u64,
    columns: &'a [Option<C>],
    cells: &'a [String],
    faults: &'a mut Vec<Fault<C, R>>,
}

impl<C: Column, R> Row<'_, C, R> {
    /// The text of a cell without the blanks around it; empty if the table lacks the column.
    pub fn cell(&self, wanted: C) -> &str {
        let pair = self.columns.iter().zip(self.cells).find(|(column, _)| **column == Some(wanted));
        pair.map_or("", |(_, cell)| cell.trim())
    }

    /// The value of a cell. None if it was refused; the fault is noted then.
    pub fn read<T, E>(&mut self, column: C, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<T>
    where
        R: From<E>,
    {
        parse(self.cell(column)).map_err(|refusal| self.fault(column, refusal.into())).ok()
    }

    /// The value of a cell that may be empty, such as `Some(None)` for an empty one. None if it was refused.
    pub fn read_optional<T, E>(&mut self, column: C, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<Option<T>>
    where
        R: From<E>,
    {
        self.read(column, |cell| if cell.is_empty() { Ok(None) } else { parse(cell).map(Some) })
    }

    pub fn fault(&mut self, column: C, refusal: R) {
        self.faults.push(Fault { row: self.number, column: Some(column), refusal });
    }
}

/// Reads the rows of a table, each with its number, the head first. Rows without any text are passed over.
///
/// `take` makes an entry of a line and notes what is wrong with it. It also sees the lines after a faulty one, because
/// many faults are told at once.
pub fn read<C: Column, R: From<FormRefusal<C>>, T>(
    rows: impl Iterator<Item = (u64, Vec<String>)>,
    mut take: impl FnMut(&mut Row<'_, C, R>) -> Option<T>,
) -> Result<Vec<T>, Vec<Fault<C, R>>> {
    let mut rows = rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    let whole = |row, refusal| vec![Fault::of_form(row, None, refusal)];
    let (first, head) = rows.next().ok_or_else(|| whole(1, FormRefusal::Empty))?;
    let columns = columns(first, &head)?;
    let (mut entries, mut faults) = (Vec::new(), Vec::new());
    for (count, (number, cells)) in rows.enumerate() {
        if count >= C::ROWS_MAX {
            return Err(whole(number, FormRefusal::TooManyRows));
        }
        if cells.len() == columns.len() {
            entries.extend(take(&mut Row { number, columns: &columns, cells: &cells, faults: &mut faults }));
        } else {
            faults.push(Fault::of_form(number, None, FormRefusal::WrongWidth));
        }
        if faults.len() >= FAULTS_MAX {
            break;
        }
    }
    if !faults.is_empty() {
        faults.truncate(FAULTS_MAX);
        return Err(faults);
    }
    if entries.is_empty() { Err(whole(first, FormRefusal::Empty)) } else { Ok(entries) }
}

/// The column of each place in a row. A head without text names no column, and what stands below it is passed over.
fn columns<C: Column, R: From<FormRefusal<C>>>(row: u64, head: &[String]) -> Result<Vec<Option<C>>, Vec<Fault<C, R>>> {
    let (mut faults, mut seen, mut columns) = (Vec::new(), HashSet::new(), Vec::new());
    let mut fault = |column, refusal| faults.push(Fault::of_form(row, column, refusal));
    for title in head {
        let column = C::from_head(title);
        match column {
            None if title.trim().is_empty() => {}
            None => fault(None, FormRefusal::UnknownColumn),
            Some(column) if !seen.insert(column) => fault(Some(column), FormRefusal::ColumnTwice(column)),
            Some(_) => {}
        }
        columns.push(column);
    }
    for column in C::NEEDED {
        if !seen.contains(column) {
            fault(Some(*column), FormRefusal::ColumnMissing(*column));
        }
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

#[cfg(test)]
mod tests;
