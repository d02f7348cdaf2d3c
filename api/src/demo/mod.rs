//! `sanhui demo`: a town with a past, on the embedded database, for people who want to look around.

mod people;
mod story;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::app;
use crate::in_process::InProcess;
use crate::infra::clock::Clock;
use crate::infra::keys::{Keyring, write_private};
use crate::infra::settings::Settings;
use crate::infra::telemetry;
use crate::serve;
use crate::state::App;

/// Written last: if it is missing, the past was not made to its end.
const CARD: &str = "demo.json";
/// Written first: it says that the demo's files in this folder may be deleted for a new start.
const BEGUN: &str = "demo.begun";
const FILES: &[&str] = &["sanhui.sqlite", "sanhui.sqlite-wal", "sanhui.sqlite-shm", "keys.toml", CARD, BEGUN];

/// How to sign in, and what to look at. It is a file in the demo's folder, for people and scripts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Card {
    pub resident: Phone,
    pub moderator: SignIn,
    pub planner: SignIn,
    pub steward: SignIn,
    pub city_administrator: SignIn,
    pub system_administrator: SignIn,
    pub audit_administrator: SignIn,
    pub security_administrator: SignIn,
    pub unit_id: String,
    /// The project finished long ago.
    pub project_id: String,
    /// The vote that is open; the resident is on its roll.
    pub vote_id: String,
    /// The hearing that collects needs, and the unit it is held for.
    pub hearing_id: String,
    pub hearing_unit_id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Phone {
    pub phone: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignIn {
    pub email: String,
    pub password: String,
}

pub struct Arguments {
    pub listen: SocketAddr,
    pub data: PathBuf,
    pub fresh: bool,
    /// Makes the past, then ends.
    pub only_tell: bool,
}

/// Makes the past at the first start, then serves until it is ended.
pub async fn run(arguments: Arguments) -> Result<(), String> {
    if arguments.only_tell {
        end_with_the_demo();
        return tell(settings(&arguments)?, &arguments.data).await;
    }
    let listener = serve::bind(arguments.listen)?;
    let data = &arguments.data;
    std::fs::create_dir_all(data).map_err(|error| format!("can't make the folder {}: {error}", data.display()))?;
    if arguments.fresh || !data.join(CARD).exists() {
        clear(data)?;
    }
    let settings = settings(&arguments)?;
    let (filter, json) = (settings.log.clone(), settings.log_json);
    let card = match read_card(data)? {
        Some(card) => card,
        None => {
            tell_apart(&arguments)?;
            read_card(data)?.ok_or("the demo's past has no end")?
        }
    };
    let app = open(settings, Clock::system()).await?;
    telemetry::log(&filter, json); // only now, so that making the past writes no log
    print(&card, arguments.listen);
    serve::serve(app, listener).await
}

/// The settings that the environment may change in a demo.
const OPEN_TO_WISHES: &[&str] = &[
    "codes_per_address_per_hour",
    "database_url",
    "log",
    "log_format",
    "metrics_listen",
    "reads_kept_ms",
    "redis_url",
    "requests_per_minute",
    "workers",
];

fn settings(arguments: &Arguments) -> Result<Settings, String> {
    let listen = arguments.listen.to_string();
    let public_url = format!("http://{listen}");
    let data = arguments.data.display().to_string();
    let keys = arguments.data.join("keys.toml").display().to_string();
    let mut values: Vec<(&'static str, &str)> = vec![
        ("mode", "development"),
        ("listen", &listen),
        ("metrics_listen", "off"),
        ("public_url", &public_url),
        ("data_dir", &data),
        ("key_file", &keys),
        ("sms_provider", "log"),
        ("second_factor", "optional"), // so that a newcomer signs in by one call
        ("log_format", "text"),
        ("log", "warn,sanhui=info"),
    ];
    let wished: Vec<_> = OPEN_TO_WISHES
        .iter()
        .filter_map(|name| Some((*name, std::env::var(format!("SANHUI_{}", name.to_uppercase())).ok()?)))
        .collect();
    values.extend(wished.iter().map(|(name, value)| (*name, value.as_str())));
    Settings::with(&values).map_err(|error| error.to_string())
}

async fn open(settings: Settings, clock: Clock) -> Result<App, String> {
    let folder = settings.data_dir.display().to_string();
    Keyring::from_file(&settings.key_file, true).map_err(|error| error.to_string())?;
    app::open(settings, clock, None)
        .await
        .map_err(|error| format!("{error} (the demo's data is in {folder}; --fresh starts over)"))
}

/// Makes the past in a process of its own, so that the memory it needs, mostly to hash passwords, is freed with it.
fn tell_apart(arguments: &Arguments) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("the demo's past could not be told: {error}");
    let mut telling = Command::new(std::env::current_exe().map_err(failed)?);
    telling.args(["demo", "--only-tell", "--listen", &arguments.listen.to_string(), "--data"]).arg(&arguments.data);
    let mut telling = telling.stdin(Stdio::piped()).spawn().map_err(failed)?;
    let held = telling.stdin.take(); // closed when this process is gone, whatever ended it
    let status = telling.wait().map_err(failed)?;
    drop(held);
    if status.success() { Ok(()) } else { Err("the demo could not begin".to_owned()) }
}

/// Ends this process when the demo that started it is gone. The next start makes the past anew.
fn end_with_the_demo() {
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(1)
    });
}

/// Makes the past: begins fourteen months ago and lets people act until the present.
async fn tell(settings: Settings, data: &Path) -> Result<(), String> {
    eprintln!("Telling the town's past, once; a few seconds …");
    let begun = data.join(BEGUN);
    std::fs::write(&begun, "The demo may start over here.\n")
        .map_err(|error| format!("can't write {}: {error}", begun.display()))?;
    let now = Clock::system().now();
    let clock = Clock::by_hand(now - TimeDelta::days(420));
    let app = open(settings, clock.clone()).await?;
    let service = InProcess::start(app.clone()).await;
    let card = story::tell(&service, now).await.map_err(|why| format!("the demo's past could not be told: {why}"))?;
    app.db().clone().close().await;
    let path = data.join(CARD);
    write_private(&path, &serde_json::to_string_pretty(&card).unwrap_or_default())
        .map_err(|error| format!("can't write {}: {error}", path.display()))
}

fn read_card(data: &Path) -> Result<Option<Card>, String> {
    let path = data.join(CARD);
    match std::fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text)
            .map(Some)
            .map_err(|error| format!("{} is damaged ({error}); --fresh starts over", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{} can't be read: {error}", path.display())),
    }
}

/// Removes the demo's own files. A database that no demo began is left alone.
fn clear(data: &Path) -> Result<(), String> {
    if data.join("sanhui.sqlite").exists() && !data.join(BEGUN).exists() {
        return Err(format!(
            "{} holds a database that is not a demo's; choose another folder with --data",
            data.display()
        ));
    }
    for name in FILES {
        match std::fs::remove_file(data.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(format!("can't remove {}: {error}", data.join(name).display()));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn print(card: &Card, listen: SocketAddr) {
    let at = format!("http://{listen}");
    println!("Sanhui demo: {at}   reference: {at}/docs/   end it with Ctrl-C\n");
    println!("Sign in as");
    println!("  resident               {}   (the code is in the log and at {at}/demo/outbox)", card.resident.phone);
    for (role, sign_in) in [
        ("moderator", &card.moderator),
        ("planner", &card.planner),
        ("steward", &card.steward),
        ("city administrator", &card.city_administrator),
        ("system administrator", &card.system_administrator),
        ("audit administrator", &card.audit_administrator),
        ("security administrator", &card.security_administrator),
    ] {
        println!("  {role:<22} {}   {}", sign_in.email, sign_in.password);
    }
    println!("\nStaff sign in with the password alone here; a real service asks them for a second factor, too.");
    println!("\nTry");
    println!("  curl {at}/v1/units/{}", card.unit_id);
    println!("  curl {at}/v1/traces/project/{}", card.project_id);
    println!("  curl {at}/v1/votes/{}/turnout", card.vote_id);
}
