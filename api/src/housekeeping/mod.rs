//! Housekeeping: what the service does by itself, beside answering.
//!
//! Promise: no rule waits for it. A thing past its end is over by the clock, whether or not housekeeping has run.

pub mod delivery;
pub mod read_held_messages;
pub mod reseal;

use std::time::Duration;

use actix_web::{rt, web};
use chrono::TimeDelta;
use tokio::task::JoinHandle;

use crate::edge::refused;
use crate::http::idempotency;
use crate::infra::actor::{Actor, Anyone};
use crate::infra::keys::RELOAD_SECONDS;
use crate::state::App;
use crate::{accounts, rights};

const SWEEPING: Duration = Duration::from_secs(600);
/// How often Redis hears of requests that were answered from memory.
const TELLING: Duration = Duration::from_secs(1);
/// How often refusals that were only counted go to the audit trail.
const SETTLING: Duration = Duration::from_secs(20);

/// Begins every loop; they go on until they are aborted.
pub fn begin(app: &App) -> [JoinHandle<()>; 5] {
    [
        rt::spawn(sweep(app.clone())),
        rt::spawn(delivery::run(app.clone())),
        rt::spawn(settle_refusals(app.clone())),
        rt::spawn(watch_keys(app.clone())),
        rt::spawn(tell_limits(app.clone())),
    ]
}

async fn tell_limits(app: App) {
    loop {
        tokio::time::sleep(TELLING).await;
        app.limits().tell(app.clock().now()).await;
    }
}

async fn settle_refusals(app: App) {
    loop {
        tokio::time::sleep(SETTLING).await;
        refused::settle(&app).await;
    }
}

/// Reads a changed key file without a restart.
async fn watch_keys(app: App) {
    loop {
        tokio::time::sleep(Duration::from_secs(RELOAD_SECONDS)).await;
        let app = app.clone();
        let _ = web::block(move || app.reload_keys()).await; // the folder may be a slow one
    }
}

/// Deletes stored answers after a day, and sign-in codes that no limit counts any more.
async fn sweep(app: App) {
    loop {
        let before = app.clock().now() - TimeDelta::hours(idempotency::RETENTION_HOURS);
        let service = Anyone(Actor::service(app.clock().id()));
        let swept = app.write(&service, async move |tx| Ok(idempotency::sweep(tx.conn(), before).await?)).await;
        if let Err(problem) = swept {
            tracing::warn!(%problem, "old answers could not be swept");
        }
        if let Err(problem) = accounts::sweep(&app).await {
            tracing::warn!(%problem, "old sign-in codes could not be swept");
        }
        if let Err(problem) = rights::sweep(&app).await {
            tracing::warn!(%problem, "exports nobody fetched could not be swept");
        }
        tokio::time::sleep(SWEEPING).await;
    }
}
