//! Listening: the interface on its port, metrics on theirs, housekeeping beside them, and a clean end.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::time::Duration;

use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};
use chrono::TimeDelta;
use futures_util::future::select;

use crate::accounts;
use crate::app::App;
use crate::http::caller::{Actor, Anyone};
use crate::http::refused;
use crate::infra::keys::RELOAD_SECONDS;
use crate::infra::{delivery, idempotency, telemetry};

/// Requests under way when the end comes may take this long.
const DRAIN_SECONDS: u64 = 10;
const HOUSEKEEPING: Duration = Duration::from_secs(600);
/// How often Redis hears of requests that were answered from memory.
const TELLING: Duration = Duration::from_secs(1);
/// How often single times are folded into their histogram, also when nobody reads it.
const FOLDING: Duration = Duration::from_secs(5);
/// How often refusals that were only counted go to the audit trail.
const SETTLING: Duration = Duration::from_secs(20);

/// Takes the port, or says in one sentence why not.
pub fn bind(at: std::net::SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(at).map_err(|error| {
        if error.kind() == ErrorKind::AddrInUse {
            format!("{at} is taken by another program; choose another address with --listen")
        } else if error.kind() == ErrorKind::PermissionDenied {
            format!("no permission to listen on {at}; choose a port above 1023")
        } else {
            format!("can't listen on {at}: {error}")
        }
    })
}

/// Serves until SIGTERM or Ctrl-C, then finishes what is under way.
pub async fn serve(app: App, listener: TcpListener) -> Result<(), String> {
    let metrics = app.settings().metrics_listen.map(bind).transpose()?;
    let housekeeping = actix_web::rt::spawn(keep_house(app.clone()));
    let delivering = actix_web::rt::spawn(delivery::run(app.clone()));
    let settling = actix_web::rt::spawn(settle_refusals(app.clone()));
    let reloading = actix_web::rt::spawn(watch_keys(app.clone()));
    let telling = actix_web::rt::spawn(tell_limits(app.clone()));
    let leaving = actix_web::rt::spawn(leave_when_told(app.clone()));
    let workers = match app.settings().workers {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        set => set,
    };
    let shared = app.clone();
    let server = HttpServer::new(move || crate::service!(shared.clone()))
        .workers(workers)
        .shutdown_timeout(DRAIN_SECONDS)
        .listen(listener)
        .map_err(|error| format!("can't listen: {error}"))?
        .run();
    let metrics = match metrics {
        Some(listener) => Some(actix_web::rt::spawn(metrics_server(listener)?)),
        None => None,
    };
    let ended = server.await.map_err(|error| format!("the server failed: {error}"));
    housekeeping.abort();
    delivering.abort();
    settling.abort();
    reloading.abort();
    telling.abort();
    leaving.abort();
    if let Some(metrics) = metrics {
        metrics.abort();
    }
    app.casting().drain().await;
    refused::settle_all(&app).await;
    app.db().clone().close().await;
    ended
}

fn metrics_server(listener: TcpListener) -> Result<actix_web::dev::Server, String> {
    let handle = telemetry::metrics().ok_or("metrics can't be started twice in one process")?;
    let kept_small = handle.clone();
    actix_web::rt::spawn(async move {
        loop {
            tokio::time::sleep(FOLDING).await;
            kept_small.run_upkeep();
        }
    });
    let server = HttpServer::new(move || {
        let handle = handle.clone();
        let render = move || {
            let text = handle.render();
            async move { HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text) }
        };
        ActixApp::new().route("/metrics", web::get().to(render))
    });
    let server = server.workers(1).disable_signals().listen(listener);
    Ok(server.map_err(|error| format!("can't serve metrics: {error}"))?.run())
}

/// The server hears the signals for itself; this is for those who are kept on the line, or it would wait for them in vain.
async fn leave_when_told(app: App) {
    let interrupted = Box::pin(tokio::signal::ctrl_c());
    #[cfg(unix)]
    if let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        select(interrupted, Box::pin(terminated.recv())).await;
        return app.leave();
    }
    if interrupted.await.is_ok() {
        app.leave();
    }
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

/// Takes up a rotation of the keys without a restart.
async fn watch_keys(app: App) {
    loop {
        tokio::time::sleep(Duration::from_secs(RELOAD_SECONDS)).await;
        let app = app.clone();
        let _ = web::block(move || app.reload_keys()).await; // the folder may be a slow one
    }
}

/// Forgets stored answers after their day, and sign-in codes no limit counts any more.
async fn keep_house(app: App) {
    loop {
        let before = app.clock().now() - TimeDelta::hours(idempotency::KEPT_HOURS);
        let service = Anyone(Actor::service(app.clock().id()));
        let swept = app.write(&service, async move |tx| Ok(idempotency::sweep(tx.conn(), before).await?)).await;
        if let Err(problem) = swept {
            tracing::warn!(%problem, "old answers could not be swept");
        }
        if let Err(problem) = accounts::sweep(&app).await {
            tracing::warn!(%problem, "old sign-in codes could not be swept");
        }
        tokio::time::sleep(HOUSEKEEPING).await;
    }
}
