//! Listening: the interface on its port, metrics on theirs, housekeeping beside them, and a clean end.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::time::Duration;

use actix_web::{App as ActixApp, HttpResponse, HttpServer, web};
use futures_util::future::select;
use tokio::task::JoinHandle;

use crate::edge::refused;
use crate::housekeeping;
use crate::infra::telemetry;
use crate::state::App;
use crate::votes::Casting;

/// Requests under way when the end comes may take this long.
const DRAIN_SECONDS: u64 = 10;

/// How often measured times are added to their histograms, even if nobody reads the metrics.
const FOLDING: Duration = Duration::from_secs(5);

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
    let housekeeping = housekeeping::begin(&app);
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
    housekeeping.iter().for_each(JoinHandle::abort);
    leaving.abort();
    if let Some(metrics) = metrics {
        metrics.abort();
    }
    app.memory::<Casting>().drain().await;
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

/// The server handles the signals itself. This ends the long-lived connections, for which it would otherwise wait in
/// vain.
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
