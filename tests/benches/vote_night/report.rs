//! The bench's report: progress while it runs, then a table and a line of JSON.

use std::cell::RefCell;
use std::time::Instant;

use tests::{Value, json};

/// The lines and figures so far.
pub struct Report {
    begin: Instant,
    table: RefCell<Vec<String>>,
    figures: RefCell<serde_json::Map<String, Value>>,
}

impl Report {
    /// An empty report that begins now.
    pub fn begin() -> Self {
        Self { begin: Instant::now(), table: RefCell::default(), figures: RefCell::default() }
    }

    /// Prints a line of progress.
    pub fn say(&self, what: &str) {
        eprintln!("[{:4} s] {what}", self.begin.elapsed().as_secs());
    }

    /// Adds a line to the table.
    pub fn line(&self, what: &str, figure: String) {
        self.say(&format!("{what}: {figure}"));
        self.table.borrow_mut().push(format!("{what:<72} {figure}"));
    }

    /// Adds a figure to the JSON, rounded to three decimals.
    pub fn figure(&self, name: &str, value: f64) {
        self.figures.borrow_mut().insert(name.to_owned(), json!((value * 1_000.0).round() / 1_000.0));
    }

    /// Prints the table and the JSON.
    pub fn end(&self) {
        self.figure("seconds", self.begin.elapsed().as_secs_f64());
        println!("\n{}\n", self.table.borrow().join("\n"));
        println!("{}", Value::Object(self.figures.borrow().clone()));
    }
}

/// The median of these values.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) { (values[middle - 1] + values[middle]) / 2.0 } else { values[middle] }
}
