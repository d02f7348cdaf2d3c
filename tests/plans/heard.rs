//! Records every SQL statement that the service sends to the database.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// The statements heard so far, each once. It listens to the log events of sqlx.
#[derive(Clone, Default)]
pub struct Heard(Arc<Mutex<BTreeSet<String>>>);

/// Listens in the whole process, because SQLite runs statements in threads of its own.
pub fn listen() -> Heard {
    let heard = Heard::default();
    tracing::subscriber::set_global_default(heard.clone()).expect("nobody else listens");
    heard
}

impl Heard {
    /// Forgets the statements heard so far.
    pub fn forget(&self) {
        self.0.lock().unwrap().clear();
    }

    /// The statements that read or change rows. Those with a condition that compares two constants are left out,
    /// because they find nothing.
    pub fn statements(&self) -> Vec<String> {
        let verbs = ["SELECT", "UPDATE", "DELETE", "WITH"];
        let all = self.0.lock().unwrap();
        let with_rows = all.iter().filter(|sql| verbs.iter().any(|verb| sql.starts_with(verb)));
        with_rows.filter(|sql| !sql.contains("WHERE ? = ?") && !sql.contains("WHERE $1 = $2")).cloned().collect()
    }
}

impl Subscriber for Heard {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query" // sqlx asks this before it writes an event
    }

    fn event(&self, event: &Event<'_>) {
        let mut said = Said::default();
        event.record(&mut said);
        let statement = if said.statement.is_empty() { said.summary } else { said.statement };
        self.0.lock().unwrap().insert(statement.trim().to_owned());
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Said {
    /// The first words of the statement; the whole statement when it is short.
    summary: String,
    statement: String,
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.statement),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
