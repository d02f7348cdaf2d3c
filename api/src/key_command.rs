//! `sanhui keys …`: rotating the roots, moving what is sealed to the new one, and letting the old ones go.

use std::collections::BTreeMap;

use clap::Subcommand;

use crate::app;
use crate::housekeeping::reseal;
use crate::infra::actor::{Actor, Anyone};
use crate::infra::clock::Clock;
use crate::infra::keys::{self, LEAD_MINUTES, State};
use crate::infra::settings::Settings;
use crate::problem::Problem;
use crate::state::App;

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Add a root that signs and seals from twenty minutes on, when every instance and client knows it.
    Rotate {
        /// After a leak: it begins now, and tokens signed until now are refused; apps refresh theirs by themselves.
        #[arg(long)]
        now: bool,
    },
    /// Show the roots: state, from when, and how many stored values each still seals.
    List,
    /// Seal everything anew with the current root. Safe to repeat, to interrupt, and to run while the service runs.
    Reseal,
    /// Remove a root that nothing needs any more; receipts signed under it stay verifiable.
    Retire { id: String },
}

pub async fn run(settings: Settings, command: KeyCommand) -> Result<(), String> {
    if let KeyCommand::Rotate { now } = command {
        return rotate(settings, now).await;
    }
    let app = app::open(settings, Clock::system(), None).await.map_err(|error| error.to_string())?;
    let done = match command {
        KeyCommand::Rotate { .. } => Ok(()), // was done above, with or without a database
        KeyCommand::List => list(&app).await,
        KeyCommand::Reseal => reseal_all(&app).await,
        KeyCommand::Retire { id } => match retire(&app, &id).await {
            Ok(()) => {
                println!(
                    "{id} is retired. Backups made before it was resealed still need it: keep the key file of their time with them."
                );
                Ok(())
            }
            Err(why) => Err(why),
        },
    };
    app.db().clone().close().await;
    done
}

/// After a leak every minute counts, so the key file is changed first, even if the database can't be reached.
async fn rotate(settings: Settings, at_once: bool) -> Result<(), String> {
    let now = Clock::system().now();
    let rotated = keys::rotate(&settings.key_file, now, at_once).map_err(|error| error.to_string())?;
    if at_once {
        println!(
            "{} signs and seals from now on. Access tokens signed until now are refused; refreshing goes on.",
            rotated.id
        );
        eprintln!(
            "sanhui: warning: instances that can't see {} at once refuse each other's tokens for some seconds.",
            settings.key_file.display()
        );
    } else {
        println!(
            "{} is next: published now, signs and seals from {} ({LEAD_MINUTES} minutes).",
            rotated.id,
            rotated.from.to_rfc3339()
        );
    }
    println!("Then run `sanhui keys reseal`.");
    let told = match app::open(settings, Clock::system(), None).await {
        Ok(app) => {
            let told = record_rotation(&app).await.map_err(|problem| problem.to_string());
            app.db().clone().close().await;
            told
        }
        Err(error) => Err(error.to_string()),
    };
    if let Err(why) = told {
        eprintln!("sanhui: warning: nothing of this was written to the audit trail: {why}");
    }
    Ok(())
}

/// Writes the audit event for the new root.
pub async fn record_rotation(app: &App) -> Result<(), Problem> {
    let service = Anyone(Actor::service(app.clock().id()));
    let run = service.0.request;
    app.write(&service, async move |tx| {
        tx.audit("rotate_key", run);
        Ok(())
    })
    .await
}

async fn list(app: &App) -> Result<(), String> {
    let (ring, now) = (app.keys().ring(), app.clock().now());
    println!("{:<8} {:<10} {:<28} seals", "id", "state", "from");
    for root in ring.roots() {
        let state = ring.state(&root.id, now).map_or("", State::word);
        let sealed = reseal::sealed_by(app.db().reads(), &root.id).await.map_err(|error| error.to_string())?;
        let from =
            if root.from > domain::Time::UNIX_EPOCH { root.from.to_rfc3339() } else { "the beginning".to_owned() };
        let leaked = if root.distrusted_at.is_some() { " (leaked)" } else { "" };
        println!("{:<8} {:<10} {:<28} {}{leaked}", root.id, state, from, told(&sealed));
    }
    for retired in &ring.retired {
        println!("{:<8} {:<10} {:<28} nothing; verifies its receipts", retired.id, "retired", "");
    }
    Ok(())
}

async fn reseal_all(app: &App) -> Result<(), String> {
    let done = reseal::reseal(app).await.map_err(|error| error.to_string())?;
    println!("Sealed anew with {}: {} values.", app.keys().current_id(), done.values);
    if done.stuck > 0 {
        return Err(format!("{} values open with no root of the key file; the log names them", done.stuck));
    }
    Ok(())
}

/// Refuses while something stored still needs the root.
pub async fn retire(app: &App, id: &str) -> Result<(), String> {
    let ring = app.keys().ring();
    let root = ring.root(id).ok_or_else(|| format!("there is no root {id:?}; `sanhui keys list` shows them"))?;
    let needs = reseal::needs(app, root).await.map_err(|error| error.to_string())?;
    if !needs.is_empty() {
        return Err(format!("{id} is still needed by {}; run `sanhui keys reseal`", told(&needs)));
    }
    let printed =
        reseal::printed_under(app.db().reads(), root, app.clock().now()).await.map_err(|error| error.to_string())?;
    if printed > 0 {
        return Err(format!(
            "{id} is still needed by {printed} residency codes on paper; wait until they are used or over, or revoke them"
        ));
    }
    keys::retire(&app.settings().key_file, id, app.clock().now()).map_err(|error| error.to_string())?;
    let service = Anyone(Actor::service(app.clock().id()));
    let run = service.0.request;
    let told = app.write(&service, async move |tx| {
        tx.audit("retire_key", run);
        Ok(())
    });
    told.await.map_err(|problem| format!("{id} is retired, but the audit trail does not know: {problem}"))
}

fn told(counts: &BTreeMap<String, u64>) -> String {
    let all: u64 = counts.values().sum();
    let each: Vec<String> = counts.iter().map(|(column, values)| format!("{column} {values}")).collect();
    if all == 0 { "nothing".to_owned() } else { format!("{all} values ({})", each.join(", ")) }
}
