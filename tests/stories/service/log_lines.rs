//! The service's log.

use sanhui::in_process::Call;
use tests::{Value, json, story};

/// A client cannot make the log show a line that the service did not write, in text or in JSON.
#[test]
fn line_breaks_and_terminal_codes_in_requests_stay_inside_their_log_line() {
    for json in [true, false] {
        let log = log::Log::default();
        let writer = log.clone();
        let lines = sanhui::infra::telemetry::lines("trace,sqlx=off", json, move || writer.clone());
        let listening = tracing::dispatcher::set_default(&lines);
        story(async |town| {
            let hostile = "a%0d%0aINFO%20forged%1b[31m";
            for path in
                [format!("/v1/{hostile}"), format!("/v1/areas/{hostile}"), format!("/v1/areas?parent={hostile}")]
            {
                let said = [
                    ("User-Agent", "x\u{9b}31m\tforged"),
                    ("traceparent", "00-\u{9b}-forged"),
                    ("Accept-Language", "\u{9b}forged"),
                ];
                let headers = said.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
                town.call(&Call { method: "GET".to_owned(), path, headers, ..Call::default() }).await;
            }
            let wang = town.resident("王芳").await;
            wang.does("update_me")
                .with(json!({"display_name": "王\r\nINFO forged\u{1b}[31m"}))
                .refused_for("/display_name")
                .await;
            let code = json!({"request_id": "\r\nforged\u{1b}[31m", "code": "123456"});
            town.visitor().does("sign_in_with_phone").with(code).answer().await;
        });
        drop(listening);
        let text = log.text();
        assert!(text.lines().count() >= 6, "the requests are logged: {text}");
        for line in text.lines() {
            assert!(!line.contains(char::is_control), "{line:?}");
            assert!(!line.trim_start().starts_with("INFO forged"), "{line}");
            assert!(!json || serde_json::from_str::<Value>(line).is_ok(), "{line}");
        }
    }
}

mod log {
    use std::io::{Result, Write};
    use std::sync::{Arc, Mutex};

    /// What was written to the log, kept in memory.
    #[derive(Clone, Default)]
    pub struct Log(Arc<Mutex<Vec<u8>>>);

    impl Log {
        /// All of it as text.
        pub fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }
}
