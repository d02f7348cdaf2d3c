//! A story is told on every database there is: SQLite always, PostgreSQL (in a schema of its own) when
//! `TEST_DATABASE_URL` names one. `TEST_REDIS_URL` makes the limits count there.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sanhui::infra::keys::Keyring;
use sanhui::infra::settings::Settings;
use sea_orm::{ConnectionTrait as _, Database as Connection, DbBackend, Statement};

use crate::told;
use crate::town::Town;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Memory,
    File,
    Postgres,
}

/// A fresh and empty database, gone when its story has ended.
pub(crate) struct Database {
    folder: PathBuf,
    pub url: String,
    pub schema: Option<String>,
}

/// Where PostgreSQL is, when the run has one.
pub fn postgres_url() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

/// Where Redis is, when the run has one.
pub fn redis_url() -> Option<String> {
    std::env::var("TEST_REDIS_URL").ok().filter(|url| !url.is_empty())
}

/// Tells a story on each database, each time in a fresh town.
pub fn story(told: impl AsyncFn(Town)) {
    story_with(&[], told);
}

/// As [`story`], with other settings.
pub fn story_with(settings: &[(&'static str, &str)], told: impl AsyncFn(Town)) {
    tell(&[Kind::Memory, Kind::Postgres], settings, async |town, _| told(town).await);
}

/// A town whose database can be opened by a second instance.
pub struct TwoInstances {
    pub town: Town,
    /// The same people act here when a deed goes `through` it.
    pub other: Town,
}

/// Tells a story of two instances on one database: a file on SQLite, a schema on PostgreSQL.
pub fn two_instances(told: impl AsyncFn(TwoInstances)) {
    two_instances_with(&[], told);
}

/// As [`two_instances`], with other settings.
pub fn two_instances_with(settings: &[(&'static str, &str)], told: impl AsyncFn(TwoInstances)) {
    tell(&[Kind::File, Kind::Postgres], settings, async |town, database| {
        let other = town.second_instance(database.settings(settings), database.schema.as_deref()).await;
        told(TwoInstances { town, other: other.clone() }).await;
        other.close().await;
    });
}

/// What an instance in a process of its own, or on another way to the database, needs to open it.
#[derive(Clone, Debug)]
pub struct Door {
    pub settings: Vec<(&'static str, String)>,
    pub schema: Option<String>,
}

impl Door {
    /// Another instance in this process, with these settings besides.
    pub async fn opens(&self, town: &Town, more: &[(&'static str, &str)]) -> Town {
        let known = self.settings.iter().map(|(name, value)| (*name, value.as_str()));
        let values: Vec<(&'static str, &str)> = known.chain(more.iter().copied()).collect();
        town.second_instance(Settings::with(&values).expect("settings"), self.schema.as_deref()).await
    }
}

/// Tells a story in which the database is opened from elsewhere, too: a file on SQLite, a schema on PostgreSQL.
pub fn with_a_door(told: impl AsyncFn(Town, Door)) {
    tell(&[Kind::File, Kind::Postgres], &[], async |town, database| {
        told(town, Door { settings: database.values(), schema: database.schema.clone() }).await;
    });
}

fn tell(kinds: &[Kind], settings: &[(&'static str, &str)], told: impl AsyncFn(Town, &Database)) {
    for kind in kinds.iter().copied().filter(|kind| *kind != Kind::Postgres || postgres_url().is_some()) {
        println!("── on {}", kind.name());
        let system = actix_web::rt::System::new();
        let database = system.block_on(Database::create(kind));
        let ended = catch_unwind(AssertUnwindSafe(|| {
            system.block_on(async {
                let town = Town::new(&database, settings).await;
                told(town.clone(), &database).await;
                town.close().await;
            });
        }));
        system.block_on(database.remove());
        match ended {
            Ok(()) => told::record(kind.name()),
            Err(why) => resume_unwind(why),
        }
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Memory => "SQLite in memory",
            Self::File => "SQLite in a file, two instances",
            Self::Postgres => "PostgreSQL",
        }
    }
}

impl Database {
    async fn create(kind: Kind) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("story_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).expect("a folder for the story");
        let (url, schema) = match kind {
            Kind::Memory => ("sqlite::memory:".to_owned(), None),
            Kind::File => (format!("sqlite:{}", folder.join("sanhui.sqlite").display()), None),
            Kind::Postgres => (postgres_url().expect("TEST_DATABASE_URL"), Some(name)),
        };
        let database = Self { folder, url, schema };
        Keyring::from_file(&database.key_file(), true).expect("a key file");
        if let Some(schema) = &database.schema {
            database.run(&format!("CREATE SCHEMA {schema}")).await;
        }
        database
    }

    fn key_file(&self) -> PathBuf {
        self.folder.join("keys.toml")
    }

    async fn run(&self, sql: &str) {
        let connection = Connection::connect(&self.url).await.expect("TEST_DATABASE_URL answers");
        connection.execute_unprepared(sql).await.expect("schemas may be made and dropped");
        connection.close().await.expect("closing");
    }

    async fn remove(self) {
        if let Some(schema) = &self.schema {
            self.run(&format!("DROP SCHEMA {schema} CASCADE")).await;
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }

    /// Development settings on this database. The limit of requests is out of the way unless a story wants it.
    pub fn settings(&self, more: &[(&'static str, &str)]) -> Settings {
        let values = self.values();
        let values = values.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied());
        Settings::with(&values.collect::<Vec<_>>()).expect("settings")
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("mode", "development".to_owned()),
            ("data_dir", self.folder.display().to_string()),
            ("database_url", self.url.clone()),
            ("database_connections", "8".to_owned()),
            ("key_file", self.key_file().display().to_string()),
            ("redis_url", redis_url().unwrap_or_default()),
            ("requests_per_minute", "1000000".to_owned()),
            ("codes_per_address_per_hour", "1000000".to_owned()),
            ("reads_kept_ms", "0".to_owned()), // what another instance wrote is told of at once; `remembered_reads` tells the rest
        ]
    }
}

/// What PostgreSQL says of itself.
pub async fn postgres_version() -> String {
    let asked = async {
        let connection = Connection::connect(postgres_url().unwrap_or_default()).await.ok()?;
        let sql = Statement::from_string(DbBackend::Postgres, "SHOW server_version".to_owned());
        connection.query_one_raw(sql).await.ok()??.try_get("", "server_version").ok()
    };
    asked.await.unwrap_or_else(|| "does not answer any more".to_owned())
}
