//! Measures a mixed night: people sign in by phone, check whether they may vote, vote, and look at the turnout a few
//! times.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tests::{Value, json};

use crate::client::{Client, get, send};
use crate::report::Report;
use crate::stage::Stage;

const CONNECTIONS: usize = 32;
const POLLS: usize = 5;

type Times = BTreeMap<&'static str, Vec<Duration>>;

/// A connection, and how long each kind of call took on it.
struct Phone {
    client: Client,
    times: Times,
}

/// Every resident with a phone goes through the evening once.
pub async fn mixed(stage: &Stage, report: &Report) {
    let before = stage.ballots().await;
    let phones: Arc<Vec<String>> = Arc::new(stage.scene.with_phone.iter().map(|(_, phone)| phone.clone()).collect());
    let (vote, address, people) = (stage.scene.vote.clone(), stage.service.address, phones.len());
    let (tell, told) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let next = AtomicUsize::new(0);
        let night = async {
            let begin = Instant::now();
            let one = async |number: usize| {
                let client = Client::connect(address, number).await.expect("a connection");
                let mut phone = Phone { client, times: Times::new() };
                while let Some(number) = phones.get(next.fetch_add(1, Ordering::Relaxed)) {
                    phone.evening(&vote, number).await;
                }
                phone.times
            };
            let parts = futures_util::future::join_all((0..CONNECTIONS).map(one)).await;
            (begin.elapsed(), parts)
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        tell.send(runtime.block_on(night))
    });
    let (took, parts) = told.await.expect("the night was played");
    assert_eq!(stage.ballots().await - before, people, "ballots of a mixed night");
    let mut times = Times::new();
    for (what, some) in parts.into_iter().flatten() {
        times.entry(what).or_default().extend(some);
    }
    let mut words = Vec::new();
    for (what, some) in &mut times {
        some.sort_unstable();
        let tail = some[some.len() * 99 / 100].as_secs_f64() * 1_000.0;
        words.push(format!("{what} {tail:.0}"));
        report.figure(&stage.name(&format!("night_{what}_p99_ms")), tail);
    }
    let rate = people as f64 / took.as_secs_f64();
    let what = format!("a mixed night on {}, {CONNECTIONS} phones at once", stage.database);
    report.line(&what, format!("{rate:6.0} people a second; p99 ms: {}", words.join(", ")));
    report.figure(&stage.name("night_people_per_s"), rate);
}

impl Phone {
    /// All calls of one resident.
    async fn evening(&mut self, vote: &str, number: &str) {
        let key = format!("Idempotency-Key: night-{}\r\n", number.trim_start_matches('+'));
        let wanted = send("POST", "/v1/auth/phone-codes", &key, &json!({"phone": number}).to_string());
        let request = self.does("request_phone_code", &wanted, 202).await["request_id"].clone();
        // The code comes from the outbox of the development service, in place of a text message.
        let held = get(&format!("/demo/outbox?to={}", number.replace('+', "%2B")), "");
        assert_eq!(self.client.ask(&held).await.expect("an answer"), 200);
        let message: Value = serde_json::from_slice(self.client.body()).expect("JSON");
        let proof = json!({"request_id": request, "code": message["code"]}).to_string();
        let tokens = self.does("sign_in", &send("POST", "/v1/auth/sessions/phone", "", &proof), 201).await;
        let token = format!("Authorization: Bearer {}\r\n", tokens["access_token"].as_str().expect("a token"));
        let mine = self.does("eligibility", &get(&format!("/v1/votes/{vote}/eligibility/me"), &token), 200).await;
        assert_eq!(mine["eligible"], true, "{mine}");
        let ballot = send("PUT", &format!("/v1/votes/{vote}/ballot"), &token, "{\"choices\":[1]}");
        self.does("cast", &ballot, 200).await;
        for _ in 0..POLLS {
            self.does("turnout", &get(&format!("/v1/votes/{vote}/turnout"), ""), 200).await;
        }
    }

    /// Makes a call, notes how long it took, and gives the body of the answer.
    async fn does(&mut self, what: &'static str, request: &[u8], expected: u16) -> Value {
        let begin = Instant::now();
        let status = self.client.ask(request).await.expect("an answer");
        self.times.entry(what).or_default().push(begin.elapsed());
        let said = String::from_utf8_lossy(self.client.body());
        assert_eq!(status, expected, "{what}: {said}");
        serde_json::from_str(&said).unwrap_or_default()
    }
}
