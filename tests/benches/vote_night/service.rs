//! Instances of the service, each in a process of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sanhui::infra::settings::Settings;

use crate::client::Client;
use crate::machine::{Child, command, free_address};

/// The measured program. It is a release build, unless the variable `SANHUI_BINARY` names another program.
pub struct Binary {
    path: PathBuf,
    settings: String,
}

impl Binary {
    /// Builds the program or takes the named one.
    pub fn find() -> Self {
        let path = std::env::var_os("SANHUI_BINARY").map_or_else(built, PathBuf::from);
        let said = Command::new(&path).arg("settings").output().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        Self { path, settings: String::from_utf8_lossy(&said.stdout).into_owned() }
    }

    /// Whether the program has a setting of this name.
    pub fn has_setting(&self, name: &str) -> bool {
        self.settings.lines().any(|line| line.split_whitespace().next() == Some(name))
    }

    /// A command that runs the program without the `SANHUI_` variables of the bench's own environment.
    pub fn command(&self) -> Command {
        let mut command = command(&self.path, None);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SANHUI_")) {
            command.env_remove(name);
        }
        command.stdout(Stdio::null());
        command
    }
}

/// Builds the program in release mode. The bench's package is built in the same command, so that both share compiled
/// dependencies.
fn built() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--release", "--quiet", "-p", "sanhui", "-p", "tests", "--bins"]);
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_of_a_package(&name.to_string_lossy())) {
        build.env_remove(name);
    }
    let done = build.status();
    assert!(done.is_ok_and(|status| status.success()), "the release build fails");
    let me = std::env::current_exe().expect("the path of this program");
    me.ancestors().nth(2).expect("a target directory").join("sanhui")
}

/// Whether cargo sets this variable for the one package it runs. A cargo called from there must not see it: build scripts
/// (that of `ring`, for one) watch such variables, and would build half of the service again at every run.
fn is_of_a_package(name: &str) -> bool {
    let begins = ["CARGO_PKG_", "CARGO_BIN_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
    begins.iter().any(|begin| name.starts_with(begin)) || name == "OUT_DIR" || name == "CARGO_TARGET_TMPDIR"
}

/// The folder and the database that the instances of one service share.
pub struct Home {
    pub folder: PathBuf,
    pub database_url: String,
}

impl Home {
    /// The path of the key file.
    pub fn key_file(&self) -> PathBuf {
        self.folder.join("keys.toml")
    }

    /// The settings of a small town's service, but with limits that no measurement meets.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let wide = || "1000000".to_owned();
        vec![
            ("mode", "development".to_owned()), // so that the bench can read codes from the outbox
            ("sms_provider", "log".to_owned()),
            ("log", "warn".to_owned()),
            ("metrics_listen", "off".to_owned()),
            ("public_url", PUBLIC_URL.to_owned()),
            ("data_dir", self.folder.display().to_string()),
            ("database_url", self.database_url.clone()),
            ("key_file", self.key_file().display().to_string()),
            ("requests_per_minute", wide()),
            ("codes_per_hour", wide()),
            ("codes_per_address_per_hour", wide()),
        ]
    }
}

impl Home {
    /// The same settings for an instance in this process.
    pub fn typed_settings(&self) -> Settings {
        let values = self.settings();
        let values: Vec<(&'static str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Settings::with(&values).unwrap_or_else(|error| panic!("{error}"))
    }
}

/// The issuer of tokens, the same for every instance.
pub const PUBLIC_URL: &str = "http://127.0.0.1:8080";

/// A running instance of the service, which ends when it is dropped.
pub struct Service {
    child: Child,
    pub address: SocketAddr,
}

impl Service {
    /// Starts an instance with these settings besides, and waits until it is ready.
    pub async fn start(binary: &Binary, home: &Home, more: &[(&str, &str)]) -> Self {
        let address = free_address();
        let mut command = binary.command();
        command.arg("serve").env("SANHUI_LISTEN", address.to_string());
        for (name, value) in home.settings() {
            command.env(format!("SANHUI_{}", name.to_uppercase()), value);
        }
        for (name, value) in more {
            command.env(format!("SANHUI_{}", name.to_uppercase()), value);
        }
        let log = std::fs::OpenOptions::new().create(true).append(true).open(home.folder.join("log"));
        command.stderr(log.expect("a log"));
        let mut service = Self { child: Child::start(&mut command, "-TERM"), address };
        service.ready().await;
        service
    }

    /// Starts the demo with its data in this folder, and gives how many milliseconds it took until it was ready.
    pub async fn demo(binary: &Binary, data: &Path) -> (Self, f64) {
        let address = free_address();
        let mut command = binary.command();
        command.args(["demo", "--listen", &address.to_string(), "--data"]).arg(data).stderr(Stdio::null());
        command.env("SANHUI_REQUESTS_PER_MINUTE", "1000000");
        let begin = Instant::now();
        let mut service = Self { child: Child::start(&mut command, "-TERM"), address };
        service.ready().await;
        (service, begin.elapsed().as_secs_f64() * 1_000.0)
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.pid()
    }

    async fn ready(&mut self) {
        let patience = Instant::now() + Duration::from_secs(120);
        let ask = format!("GET /readyz HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        loop {
            if let Ok(mut client) = Client::connect(self.address, 0).await
                && client.ask(ask.as_bytes()).await.is_ok_and(|status| status == 200)
            {
                return;
            }
            assert!(!self.child.has_ended(), "the service ends before it is ready");
            assert!(Instant::now() < patience, "the service is not ready after two minutes");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}
