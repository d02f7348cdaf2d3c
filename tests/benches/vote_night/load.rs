//! Puts load on a server from two threads, as fast as answers come or at an offered rate. At an offered rate the time
//! of a request is measured from the moment it was due, also when it had to wait for a connection.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use crate::client::Client;

const THREADS: usize = 2;

/// The requests to send, and how to send them.
#[derive(Clone)]
pub struct Load {
    /// The servers, among which the connections are divided.
    pub to: Vec<SocketAddr>,
    pub connections: usize,
    pub requests: Arc<Vec<Vec<u8>>>,
    /// How long the requests are repeated; without it each is sent once.
    pub lasts: Option<Duration>,
    /// The offered rate in requests a second; without it each connection sends the next request when it has an answer.
    pub rate: Option<f64>,
}

/// The outcome of a load.
#[derive(Default)]
pub struct Measured {
    pub seconds: f64,
    /// The times of the expected answers in microseconds, sorted.
    micros: Vec<u32>,
    /// How often each other status came; 0 stands for a broken connection.
    statuses: BTreeMap<u16, usize>,
    /// One of the other answers, for the message.
    odd: Option<String>,
}

/// The status by which the service asks to try again later.
const LATER: u16 = 503;

impl Load {
    /// A load that sends each of these requests once.
    pub fn once(to: SocketAddr, connections: usize, requests: Vec<Vec<u8>>) -> Self {
        Self { to: vec![to], connections, requests: Arc::new(requests), lasts: None, rate: None }
    }

    /// A load that repeats one request.
    pub fn over(to: SocketAddr, connections: usize, request: Vec<u8>, seconds: f64) -> Self {
        let lasts = Some(Duration::from_secs_f64(seconds));
        Self { to: vec![to], connections, requests: Arc::new(vec![request]), lasts, rate: None }
    }

    /// Runs the load. Panics unless every answer has this status.
    pub async fn expect(self, status: u16) -> Measured {
        let measured = self.put_on(status).await;
        assert_eq!(measured.refused(), 0, "answers that were not {status}, such as {:?}", measured.odd);
        measured
    }

    /// Runs the load. Panics unless every answer has this status or is a 503, which is counted apart.
    pub async fn expect_or_later(self, status: u16) -> Measured {
        self.put_on(status).await
    }

    async fn put_on(self, status: u16) -> Measured {
        let (tell, told) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || tell.send(self.run(status)));
        let measured = told.await.expect("the load was put on");
        let odd: Vec<_> = measured.statuses.iter().filter(|(got, _)| **got != LATER).collect();
        assert!(odd.is_empty(), "answers that were not {status}: {odd:?}, such as {:?}", measured.odd);
        measured
    }

    fn run(&self, expected: u16) -> Measured {
        let (next, gate) = (AtomicUsize::new(0), Barrier::new(THREADS));
        let parts: Vec<Measured> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|thread| {
                    let (next, gate) = (&next, &gate);
                    scope.spawn(move || {
                        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                        runtime.expect("a runtime").block_on(self.share(thread, next, gate, expected))
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("a thread of the load")).collect()
        });
        let mut whole = Measured::default();
        for part in parts {
            whole.seconds = whole.seconds.max(part.seconds);
            whole.micros.extend(part.micros);
            part.statuses.into_iter().for_each(|(status, count)| *whole.statuses.entry(status).or_default() += count);
            whole.odd = whole.odd.or(part.odd);
        }
        whole.micros.sort_unstable();
        whole
    }

    /// Runs the connections of one thread.
    async fn share(&self, thread: usize, next: &AtomicUsize, gate: &Barrier, expected: u16) -> Measured {
        let mine = (thread..self.connections).step_by(THREADS);
        let connecting = mine.map(|number| Client::connect(self.to[number % self.to.len()], number));
        let clients = futures_util::future::join_all(connecting).await;
        gate.wait();
        let begin = Instant::now();
        let asking = clients.into_iter().map(|client| self.ask(client.expect("a connection"), next, begin, expected));
        let parts = futures_util::future::join_all(asking).await;
        let mut whole = Measured { seconds: begin.elapsed().as_secs_f64(), ..Measured::default() };
        for part in parts {
            whole.micros.extend(part.micros);
            part.statuses.into_iter().for_each(|(status, count)| *whole.statuses.entry(status).or_default() += count);
            whole.odd = whole.odd.or(part.odd);
        }
        whole
    }

    async fn ask(&self, mut client: Client, next: &AtomicUsize, begin: Instant, expected: u16) -> Measured {
        let mut measured = Measured::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let over = match self.lasts {
                Some(lasts) => begin.elapsed() >= lasts,
                None => number >= self.requests.len(),
            };
            if over {
                return measured;
            }
            let mut since = Instant::now();
            if let Some(rate) = self.rate {
                let due = begin + Duration::from_secs_f64(number as f64 / rate);
                tokio::time::sleep_until(due.into()).await;
                since = due;
            }
            let answer = client.ask(&self.requests[number % self.requests.len()]).await;
            if matches!(&answer, Ok(status) if *status == expected) {
                measured.micros.push(since.elapsed().as_micros() as u32);
                continue;
            }
            *measured.statuses.entry(*answer.as_ref().unwrap_or(&0)).or_default() += 1;
            let said = answer.map(|_| String::from_utf8_lossy(client.body()).into_owned());
            measured.odd = Some(format!("{said:?}"));
            if said.is_err() {
                return measured;
            }
        }
    }
}

impl Measured {
    /// How many answers had the expected status.
    pub fn count(&self) -> usize {
        self.micros.len()
    }

    /// How many answers had another status.
    pub fn refused(&self) -> usize {
        self.statuses.values().sum()
    }

    /// Expected answers a second.
    pub fn per_second(&self) -> f64 {
        self.micros.len() as f64 / self.seconds
    }

    /// The median time of an expected answer in milliseconds.
    pub fn p50_ms(&self) -> f64 {
        self.percentile(0.5)
    }

    /// The time in milliseconds within which 99 of 100 expected answers came.
    pub fn p99_ms(&self) -> f64 {
        self.percentile(0.99)
    }

    fn percentile(&self, share: f64) -> f64 {
        let at = ((self.micros.len() as f64 * share) as usize).min(self.micros.len().saturating_sub(1));
        f64::from(self.micros[at]) / 1_000.0
    }
}
