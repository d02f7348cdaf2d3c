//! A CSV file (RFC 4180) as spreadsheets write it: its rows with their numbers, and what is said of its faults.

use domain::table::{Column, Fault, FormRefusal};

use crate::problem::{CellFault, FieldRefusal, Problem};

const FIELD: &str = "/csv";

/// What the refusals of one kind of table say in Chinese and those of no other.
pub trait InChinese: Column {
    const UNKNOWN_COLUMN: &'static str;
    const EMPTY: &'static str;
}

impl<C: InChinese> FieldRefusal for FormRefusal<C> {
    fn code(&self) -> &'static str {
        match self {
            Self::ColumnMissing(_) => "column_missing",
            Self::ColumnTwice(_) => "column_twice",
            Self::UnknownColumn => "unknown_column",
            Self::WrongWidth => "wrong_width",
            Self::TooManyRows => "too_many_rows",
            Self::Empty => "empty",
        }
    }

    fn en(&self) -> String {
        self.to_string()
    }

    fn zh(&self) -> String {
        match self {
            Self::ColumnMissing(column) => format!("缺少“{}”（{}）列", column.chinese(), column.word()),
            Self::ColumnTwice(column) => format!("“{}”（{}）列重复", column.chinese(), column.word()),
            Self::UnknownColumn => C::UNKNOWN_COLUMN.to_owned(),
            Self::WrongWidth => "该行的单元格数量与表头不一致".to_owned(),
            Self::TooManyRows => format!("最多 {} 行", C::ROWS_MAX),
            Self::Empty => C::EMPTY.to_owned(),
        }
    }
}

/// The faults of a table, each with its row and column.
pub fn faults<C: Column, R: FieldRefusal>(faults: Vec<Fault<C, R>>) -> Problem {
    Problem::cells(faults.into_iter().map(|Fault { row, column, refusal }| CellFault {
        pointer: FIELD,
        row,
        column: column.map(C::word),
        code: refusal.code(),
        en: refusal.en(),
        zh: refusal.zh(),
    }))
}

/// Rows as a spreadsheet counts them, from 1. UTF-8 with or without a byte order mark, any line ends, quoted cells.
pub fn rows(csv: &str) -> Result<Vec<(u64, Vec<String>)>, Problem> {
    // A browser or a mini-program makes this character of bytes in GB18030 when it reads them as UTF-8.
    if csv.contains('\u{fffd}') {
        let (en, zh) = (
            "the file is not UTF-8 (GB18030 or GBK, probably): save it as “CSV UTF-8” and send it again",
            "文件不是 UTF-8 编码（可能是 GB18030 或 GBK），请另存为“CSV UTF-8”格式后重新导入",
        );
        return Err(Problem::field(FIELD, "not_utf8", en, zh));
    }
    let text = csv.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut rows, mut row) = (Vec::new(), 0);
    for record in reader.records() {
        let record = record.map_err(|error| {
            Problem::field(FIELD, "malformed", format!("is not CSV: {error}"), "不是规范的 CSV 内容")
        })?;
        // Empty lines belong to no record, but a spreadsheet counts them.
        let begins = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0);
        let blank = text.get(begins..).unwrap_or_default().bytes().take_while(|byte| *byte == b'\n').count();
        row += 1 + u64::try_from(blank).unwrap_or(0);
        rows.push((row, record.iter().map(str::to_owned).collect()));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(csv: &str) -> Vec<(u64, Vec<String>)> {
        rows(csv).unwrap()
    }

    #[test]
    fn one_table_however_it_is_written() {
        let plain = read("幢,室\n3号,\"5,02\"\n");
        assert_eq!(
            plain,
            [(1, vec!["幢".to_owned(), "室".to_owned()]), (2, vec!["3号".to_owned(), "5,02".to_owned()])]
        );
        for same in ["\u{feff}幢,室\r\n3号,\"5,02\"\r\n", "幢,室\r3号,\"5,02\"", "\"幢\",\"室\"\n\"3号\",\"5,02\""]
        {
            assert_eq!(read(same), plain, "{same:?}");
        }
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does() {
        let numbers = |csv: &str| read(csv).into_iter().map(|(row, _)| row).collect::<Vec<_>>();
        assert_eq!(numbers("a,b\n\n\nc,d\n\"e\nf\",g\nh,i\n"), [1, 4, 5, 6]);
        assert_eq!(numbers("\n\na,b\n"), [3]);
        assert_eq!(numbers(""), [0; 0]);
    }

    /// 幢 in GB18030 is B4 B1, which is no UTF-8.
    #[test]
    fn another_encoding_is_refused_with_what_to_do() {
        let read_as_utf8 = String::from_utf8_lossy(b"\xb4\xb1,\xca\xd2\n3,502\n").into_owned();
        let problem = rows(&read_as_utf8).unwrap_err();
        let told = problem.detail(crate::problem::Language::Chinese);
        assert!(told.contains("UTF-8") && told.contains("另存为"), "{told}");
    }
    fn told<C: InChinese>(refusal: FormRefusal<C>) -> (&'static str, String, String) {
        (refusal.code(), refusal.en(), refusal.zh())
    }

    #[test]
    fn the_form_is_refused_in_both_languages_by_the_words_of_each_list() {
        use domain::{register, residency};
        let is = |code, en: &str, zh: &str| (code, en.to_owned(), zh.to_owned());
        assert_eq!(
            told(FormRefusal::ColumnMissing(register::Column::Area)),
            is("column_missing", "the column area is missing", "缺少“专有面积”（area）列")
        );
        assert_eq!(
            told(FormRefusal::ColumnTwice(residency::Column::Room)),
            is("column_twice", "the column room is there twice", "“室”（room）列重复")
        );
        assert_eq!(
            told(FormRefusal::<register::Column>::TooManyRows),
            is("too_many_rows", "the register must have at most 50000 rows", "最多 50000 行")
        );
        assert_eq!(
            told(FormRefusal::<residency::Column>::TooManyRows),
            is("too_many_rows", "the list must have at most 5000 rows", "最多 5000 行")
        );
        assert_eq!(
            told(FormRefusal::<register::Column>::Empty),
            is("empty", "the register has no rows", "名册没有内容")
        );
        assert_eq!(told(FormRefusal::<residency::Column>::Empty), is("empty", "the list has no rows", "名单没有内容"));
    }
}
