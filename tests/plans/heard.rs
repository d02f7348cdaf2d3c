//! Every statement the databases were asked to run.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

#[derive(Clone, Default)]
pub struct Heard(Arc<Mutex<BTreeSet<String>>>);

/// Listens for the whole process, because SQLite works in threads of its own.
pub fn listen() -> Heard {
    let heard = Heard::default();
    tracing::subscriber::set_global_default(heard.clone()).expect("nobody else listens");
    heard
}

impl Heard {
    pub fn forget(&self) {
        self.0.lock().unwrap().clear();
    }

    /// Those that read or change rows, each once. What asks for nothing, such as "one of none", is left out.
    pub fn statements(&self) -> Vec<String> {
        let verbs = ["SELECT", "UPDATE", "DELETE", "WITH"];
        let all = self.0.lock().unwrap();
        let with_rows = all.iter().filter(|sql| verbs.iter().any(|verb| sql.starts_with(verb)));
        with_rows.filter(|sql| !sql.contains("WHERE ? = ?") && !sql.contains("WHERE $1 = $2")).cloned().collect()
    }
}

impl Subscriber for Heard {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query" // also when it is only asked whether anybody listens
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
    /// The first words; all of it when there are no more.
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
