//! Log lines and metrics. A line never holds a body, a query, a header or a name: only the fields named here.

use std::io::{self, Write};
use std::time::Duration;

use metrics::{Counter, Histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use tracing::Dispatch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts logging to standard error; `json` for machines, else for people.
pub fn log(filter: &str, json: bool) {
    // A second start in one process (stories) keeps the first.
    let _ = lines(filter, json, io::stderr).try_init();
}

/// What writes log lines to `to`. Nothing of what is logged can begin a line of its own or colour a terminal.
pub fn lines<W>(filter: &str, json: bool, to: W) -> Dispatch
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(Plain(to)).with_target(false);
    let lines = lines.with_ansi(false);
    if json { lines.json().flatten_event(true).into() } else { lines.compact().into() }
}

/// Writes control characters as `\u000a`. The text format has none of its own, so every one comes from a client.
struct Plain<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Plain<W> {
    type Writer = Plain<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Plain(self.0.make_writer())
    }
}

impl<W: Write> Write for Plain<W> {
    /// The formatter hands over one whole line.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        let mut plain = String::with_capacity(text.len());
        for c in text.strip_suffix('\n').unwrap_or(&text).chars() {
            if c.is_control() {
                plain.push_str(&format!("\\u{:04x}", u32::from(c)));
            } else {
                plain.push(c);
            }
        }
        plain.push('\n');
        self.0.write_all(plain.as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
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

/// The counters of an operation whose answer is remembered. They are looked up once, because they are used so often.
pub struct RequestCounts {
    whole: Counter,
    unchanged: Counter,
    seconds: Histogram,
}

impl RequestCounts {
    pub fn of(operation: &str) -> Self {
        let counter = |status: &'static str| {
            let labels = [("operation", operation.to_owned()), ("status", status.to_owned())];
            metrics::counter!("sanhui_requests_total", &labels)
        };
        let seconds = metrics::histogram!("sanhui_request_seconds", "operation" => operation.to_owned());
        Self { whole: counter("200"), unchanged: counter("304"), seconds }
    }

    /// Counts one more request that got the whole answer, or was told that it is unchanged.
    pub fn count(&self, is_whole: bool, took: Duration) {
        if is_whole { &self.whole } else { &self.unchanged }.increment(1);
        self.seconds.record(took);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn line_breaks_and_terminal_codes_are_escaped() {
        let hostile = "a\r\nINFO forged=1\u{1b}[31m red \u{9b}2J\u{7f}\0";
        for json in [true, false] {
            let kept = Kept::default();
            let writer = kept.clone();
            tracing::dispatcher::with_default(&lines("info", json, move || writer.clone()), || {
                tracing::info!(name = hostile, shown = %hostile, debugged = ?hostile, "said {hostile}");
            });
            let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
            let line = text.strip_suffix('\n').unwrap();
            assert!(!line.contains(char::is_control), "json {json}: {line:?}");
            assert!(line.contains("forged=1"), "nothing is lost: {line}");
            if json {
                let fields: serde_json::Value = serde_json::from_str(line).unwrap();
                assert_eq!(fields["name"], hostile);
            }
        }
    }
}
