//! The functions that run a story, each time on a fresh database: always on SQLite, and on PostgreSQL (in a schema of
//! the story's own) when `TEST_DATABASE_URL` names one. When `TEST_REDIS_URL` names a Redis, the service counts its
//! limits there.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sanhui::infra::keys::Keyring;
use sanhui::infra::settings::Settings;
use sea_orm::{ConnectionTrait as _, Database as Connection, DbBackend, Statement};

use crate::told;
use crate::town::Town;

/// The databases that a story can run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Memory,
    File,
    Postgres,
}

/// A fresh and empty database of one story, removed when the story has ended.
pub(crate) struct Database {
    folder: PathBuf,
    pub url: String,
    pub schema: Option<String>,
}

/// The URL of the PostgreSQL that this run may use; `None` when `TEST_DATABASE_URL` is empty or not set.
pub fn postgres_url() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

/// The URL of the Redis that this run may use; `None` when `TEST_REDIS_URL` is empty or not set.
pub fn redis_url() -> Option<String> {
    std::env::var("TEST_REDIS_URL").ok().filter(|url| !url.is_empty())
}

/// Runs a story on each database, each time in a new town.
pub fn story(told: impl AsyncFn(Town)) {
    story_with(&[], told);
}

/// Like [`story`], with these settings of the service besides the usual ones.
pub fn story_with(settings: &[(&'static str, &str)], told: impl AsyncFn(Town)) {
    tell(&[Kind::Memory, Kind::Postgres], settings, async |town, _| told(town).await);
}

/// Two instances of the service on one database.
pub struct TwoInstances {
    pub town: Town,
    /// The second instance. A person of the first one acts here when a deed goes `through` it.
    pub other: Town,
}

/// Runs a story with two instances of the service on one database: an SQLite file, and a schema of PostgreSQL.
pub fn two_instances(told: impl AsyncFn(TwoInstances)) {
    two_instances_with(&[], told);
}

/// Like [`two_instances`], with these settings of the service besides the usual ones.
pub fn two_instances_with(settings: &[(&'static str, &str)], told: impl AsyncFn(TwoInstances)) {
    tell(&[Kind::File, Kind::Postgres], settings, async |town, database| {
        let other = town.second_instance(database.settings(settings), database.schema.as_deref()).await;
        told(TwoInstances { town, other: other.clone() }).await;
        other.close().await;
    });
}

/// The settings that another instance needs to open the story's database. That instance may run in another process or
/// reach the database by another URL.
#[derive(Clone, Debug)]
pub struct Door {
    pub settings: Vec<(&'static str, String)>,
    pub schema: Option<String>,
}

impl Door {
    /// Opens the database by another instance in this process, with these settings besides.
    pub async fn opens(&self, town: &Town, more: &[(&'static str, &str)]) -> Town {
        let known = self.settings.iter().map(|(name, value)| (*name, value.as_str()));
        let values: Vec<(&'static str, &str)> = known.chain(more.iter().copied()).collect();
        town.second_instance(Settings::with(&values).expect("settings"), self.schema.as_deref()).await
    }
}

/// Runs a story that opens its database a second time, by a [`Door`]: an SQLite file, and a schema of PostgreSQL.
pub fn with_a_door(told: impl AsyncFn(Town, Door)) {
    tell(&[Kind::File, Kind::Postgres], &[], async |town, database| {
        told(town, Door { settings: database.values(), schema: database.schema.clone() }).await;
    });
}

/// Runs the story on each of these kinds, removes the database also when the story fails, and writes a success down.
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

    /// Development settings on this database. The limit of requests a minute is so high that no story meets it, unless
    /// the story sets it itself.
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

/// The version that PostgreSQL names, or a sentence that it no longer answers.
pub async fn postgres_version() -> String {
    let asked = async {
        let connection = Connection::connect(postgres_url().unwrap_or_default()).await.ok()?;
        let sql = Statement::from_string(DbBackend::Postgres, "SHOW server_version".to_owned());
        connection.query_one_raw(sql).await.ok()??.try_get("", "server_version").ok()
    };
    asked.await.unwrap_or_else(|| "does not answer any more".to_owned())
}
