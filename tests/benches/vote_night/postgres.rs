//! A PostgreSQL of the bench's own, with settings under which no committed transaction is lost.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use sea_orm::Database;

use crate::machine::{Child, Folder, command, free_address, is_root};

/// A running PostgreSQL, which ends when it is dropped.
pub struct Cluster {
    server: Child,
    pub port: u16,
}

/// Acknowledged writes are on the disk. Checkpoints are rare, so that they do not fall into a round of a few seconds.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "max_connections=400",
    "shared_buffers=512MB",
    "max_wal_size=8GB",
    "checkpoint_timeout=30min",
];

impl Cluster {
    /// Makes a cluster in the folder and starts it.
    pub async fn start(folder: &Folder) -> Self {
        let (bin, home) = (bin(), folder.within("cluster"));
        let user = is_root().then_some("postgres");
        if user.is_some() {
            let mut open = Command::new("chmod");
            assert!(open.arg("711").arg(folder.path()).status().is_ok_and(|status| status.success()), "chmod");
            let mut give = Command::new("chown");
            assert!(give.arg("postgres").arg(&home).status().is_ok_and(|status| status.success()), "chown to postgres");
        }
        let made = command(&bin.join("initdb"), user)
            .args(["-D", "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"])
            .current_dir(&home)
            .output()
            .expect("initdb");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let port = free_address().port();
        let mut server = command(&bin.join("postgres"), user);
        server.args(["-D", "data", "-p", &port.to_string()]).current_dir(&home);
        for setting in SETTINGS {
            server.args(["-c", setting]);
        }
        server.stdout(Stdio::null()).stderr(std::fs::File::create(folder.path().join("postgres.log")).expect("a log"));
        let cluster = Self { server: Child::start(&mut server, "-INT"), port };
        for _ in 0..200 {
            if let Ok(connection) = Database::connect(cluster.url()).await {
                let _ = connection.close().await;
                return cluster;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let log = std::fs::read_to_string(folder.path().join("postgres.log")).unwrap_or_default();
        panic!("PostgreSQL does not start: {log}");
    }

    /// The process id of the server.
    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// The URL of the database `postgres`.
    pub fn url(&self) -> String {
        self.url_of("postgres")
    }

    /// The URL of this database.
    pub fn url_of(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }
}

/// The folder of PostgreSQL's programs: the newest version under Debian's folder, or the one that `pg_config` names.
fn bin() -> PathBuf {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest =
        debian.filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path()))).max();
    if let Some((_, path)) = newest {
        return path.join("bin");
    }
    let asked = Command::new("pg_config").arg("--bindir").output().expect("PostgreSQL is installed");
    PathBuf::from(String::from_utf8_lossy(&asked.stdout).trim())
}
