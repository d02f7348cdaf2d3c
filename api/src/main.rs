//! The `sanhui` program: reads settings, opens, serves.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sanhui::accounts;
use sanhui::app;
use sanhui::demo;
use sanhui::infra::audit;
use sanhui::infra::clock::Clock;
use sanhui::infra::settings::{Settings, TABLE};
use sanhui::infra::telemetry;
use sanhui::key_command::{self, KeyCommand};
use sanhui::serve;
use sanhui::tally;
use sanhui::verify_command::{self, Verify};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Sanhui (三会): resident participation for Shanghai's 15-minute community life circles.
#[derive(Parser)]
#[command(name = "sanhui", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve with the settings of a file and the environment.
    Serve {
        /// TOML file with settings; the environment (SANHUI_…) wins over it.
        #[arg(long, value_name = "FILE", env = "SANHUI_SETTINGS")]
        settings: Option<PathBuf>,
    },
    /// Bring the database's schema up to date, then end.
    Migrate {
        /// TOML file with settings; the environment (SANHUI_…) wins over it.
        #[arg(long, value_name = "FILE", env = "SANHUI_SETTINGS")]
        settings: Option<PathBuf>,
    },
    /// Make the first city administrator, once; the password is the first line of standard input.
    Bootstrap {
        /// TOML file with settings; the environment (SANHUI_…) wins over it.
        #[arg(long, value_name = "FILE", env = "SANHUI_SETTINGS")]
        settings: Option<PathBuf>,
        /// The name others see.
        #[arg(long)]
        name: String,
        /// The address they sign in with.
        #[arg(long)]
        email: String,
    },
    /// Check the audit trail's hash chain from its beginning.
    VerifyAudit {
        /// TOML file with settings; the environment (SANHUI_…) wins over it.
        #[arg(long, value_name = "FILE", env = "SANHUI_SETTINGS")]
        settings: Option<PathBuf>,
    },
    /// Rotate the roots that sign and seal, seal anew, and retire old ones.
    Keys {
        /// TOML file with settings; the environment (SANHUI_…) wins over it.
        #[arg(long, value_name = "FILE", env = "SANHUI_SETTINGS")]
        settings: Option<PathBuf>,
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Count a file of ballots by every method that fits it, and print what each makes of it as JSON.
    Tally(tally::Arguments),
    /// Check a vote's bundle offline; prints a line for each fault and fails when there is one.
    Verify(Verify),
    /// Print every setting with its default and meaning.
    Settings,
    /// Serve a town with a past on an embedded database, with sign-ins to try.
    Demo {
        /// Address and port of the interface.
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
        listen: std::net::SocketAddr,
        /// Folder of the demo's data; a second start goes on with it.
        #[arg(long, value_name = "FOLDER", default_value = "./sanhui-demo")]
        data: PathBuf,
        /// Forget what is there and start over.
        #[arg(long)]
        fresh: bool,
        /// Tell the past and end; the demo calls itself with this.
        #[arg(long, hide = true)]
        only_tell: bool,
    },
}

/// Makes the allocator give memory back this many milliseconds after its last use, instead of after a thousand.
/// Otherwise an idle service would keep what its start needed, because the allocator acts only when it is called. It
/// reads this variable before `main`.
const GIVES_BACK: (&str, &str) = ("MIMALLOC_PURGE_DELAY", "10");

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if matches!(arguments.command, Command::Serve { .. } | Command::Demo { .. }) {
        begin_again();
    }
    run(arguments.command)
}

/// Replaces this process, once, by the same program with the allocator's setting. If that can't be done, it goes on
/// without.
fn begin_again() {
    #[cfg(unix)]
    if let (None, Ok(program)) = (std::env::var_os(GIVES_BACK.0), std::env::current_exe()) {
        use std::os::unix::process::CommandExt as _;
        let mut again = std::process::Command::new(program);
        let _ = again.args(std::env::args_os().skip(1)).env(GIVES_BACK.0, GIVES_BACK.1).exec();
    }
}

#[actix_web::main]
async fn run(command: Command) -> ExitCode {
    let done = match command {
        Command::Serve { settings } => serve(settings).await,
        Command::Migrate { settings } => migrate(settings).await,
        Command::Bootstrap { settings, name, email } => bootstrap(settings, &name, &email).await,
        Command::VerifyAudit { settings } => verify_audit(settings).await,
        Command::Keys { settings, command } => keys(settings, command).await,
        Command::Demo { listen, data, fresh, only_tell } => {
            demo::run(demo::Arguments { listen, data, fresh, only_tell }).await
        }
        Command::Tally(arguments) => tally::run(arguments),
        Command::Verify(verify) => verify_command::run(&verify),
        Command::Settings => {
            print_settings();
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("sanhui: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn read(file: Option<PathBuf>) -> Result<Settings, String> {
    let settings = Settings::read(file.as_deref(), std::env::vars()).map_err(|error| error.to_string())?;
    telemetry::log(&settings.log, settings.log_json);
    if settings.is_embedded() {
        let directory = &settings.data_dir;
        std::fs::create_dir_all(directory)
            .map_err(|error| format!("can't make the data directory {}: {error}", directory.display()))?;
    }
    Ok(settings)
}

async fn serve(file: Option<PathBuf>) -> Result<(), String> {
    let settings = read(file)?;
    let listener = serve::bind(settings.listen)?;
    let app = app::open(settings, Clock::system(), None).await.map_err(|error| error.to_string())?;
    tracing::info!(listen = %app.settings().listen, "ready");
    serve::serve(app, listener).await
}

async fn migrate(file: Option<PathBuf>) -> Result<(), String> {
    let app = app::open(read(file)?, Clock::system(), None).await.map_err(|error| error.to_string())?;
    app.db().clone().close().await;
    println!("The schema is up to date.");
    Ok(())
}

async fn bootstrap(file: Option<PathBuf>, name: &str, email: &str) -> Result<(), String> {
    let settings = read(file)?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| format!("can't read the password: {error}"))?;
    let app = app::open(settings, Clock::system(), None).await.map_err(|error| error.to_string())?;
    let done = accounts::bootstrap(&app, name, email, line.trim_end_matches(['\r', '\n'])).await;
    app.db().clone().close().await;
    let account = done.map_err(|error| error.to_string())?;
    println!("{name} is the first city administrator (account {account}) and can sign in.");
    Ok(())
}

async fn verify_audit(file: Option<PathBuf>) -> Result<(), String> {
    let app = app::open(read(file)?, Clock::system(), None).await.map_err(|error| error.to_string())?;
    let verdict = audit::verify(app.db().reads()).await;
    app.db().clone().close().await;
    match verdict {
        Ok(Ok(events)) => {
            println!("The audit trail is whole: {events} events.");
            Ok(())
        }
        Ok(Err(broken)) => Err(format!("the audit trail is broken: {broken}")),
        Err(error) => Err(format!("the audit trail can't be read: {error}")),
    }
}

async fn keys(file: Option<PathBuf>, command: KeyCommand) -> Result<(), String> {
    key_command::run(read(file)?, command).await
}

fn print_settings() {
    println!("A setting is read from the TOML file given with --settings, then from the environment,");
    println!("which wins: SANHUI_NAME, or SANHUI_NAME_FILE with the path of a file that holds the value.\n");
    for entry in TABLE {
        let default = if entry.default.is_empty() { "(empty)" } else { entry.default };
        let secret = if entry.secret { " [secret]" } else { "" };
        println!("{:<24} {:<26} {}{secret}", entry.name, default, entry.meaning);
    }
}
