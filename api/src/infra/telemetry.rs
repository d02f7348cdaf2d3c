//! Log lines and metrics. A line never holds a body, a query, a header or a name: only the fields named here.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Starts logging to standard error; `json` for machines, else for people.
pub fn log(filter: &str, json: bool) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let lines = lines.with_ansi(colours);
    // A second start in one process (stories) keeps the first.
    let _ = if json { lines.json().flatten_event(true).try_init() } else { lines.compact().try_init() };
}

/// Starts counting; the handle renders what `/metrics` shows.
pub fn metrics() -> Option<PrometheusHandle> {
    let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
    PrometheusBuilder::new().set_buckets(&buckets).ok()?.install_recorder().ok()
}

pub fn count_request(operation: &str, status: u16, seconds: f64) {
    let labels = [("operation", operation.to_owned()), ("status", status.to_string())];
    metrics::counter!("sanhui_requests_total", &labels).increment(1);
    metrics::histogram!("sanhui_request_seconds", "operation" => operation.to_owned()).record(seconds);
}
