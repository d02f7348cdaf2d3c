//! Load from two threads: as fast as answers come, or at an offered rate. A request that is offered counts from the moment it
//! was due, also when it had to wait for a connection.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use crate::client::Client;

const THREADS: usize = 2;

#[derive(Clone)]
pub struct Load {
    /// Connections are shared out among these.
    pub to: Vec<SocketAddr>,
    pub connections: usize,
    pub requests: Arc<Vec<Vec<u8>>>,
    /// For so long, over and over; without it each request once.
    pub lasts: Option<Duration>,
    /// Requests a second that are offered; without it each connection asks when it has its answer.
    pub rate: Option<f64>,
}

#[derive(Default)]
pub struct Measured {
    pub seconds: f64,
    /// Of the answers that were expected, sorted.
    micros: Vec<u32>,
    /// Of the others.
    statuses: BTreeMap<u16, usize>,
    /// One of these.
    odd: Option<String>,
}

/// What the service answers when it can't now.
const LATER: u16 = 503;

impl Load {
    /// Each of these requests once.
    pub fn once(to: SocketAddr, connections: usize, requests: Vec<Vec<u8>>) -> Self {
        Self { to: vec![to], connections, requests: Arc::new(requests), lasts: None, rate: None }
    }

    /// One request over and over.
    pub fn over(to: SocketAddr, connections: usize, request: Vec<u8>, seconds: f64) -> Self {
        let lasts = Some(Duration::from_secs_f64(seconds));
        Self { to: vec![to], connections, requests: Arc::new(vec![request]), lasts, rate: None }
    }

    /// Every answer has this status, or the run ends.
    pub async fn expect(self, status: u16) -> Measured {
        let measured = self.put_on(status).await;
        assert_eq!(measured.refused(), 0, "answers that were not {status}, such as {:?}", measured.odd);
        measured
    }

    /// Every answer has this status or is a 503, which is counted apart.
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

    /// The connections of one thread.
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
    pub fn count(&self) -> usize {
        self.micros.len()
    }

    /// Answers that it can't be done now.
    pub fn refused(&self) -> usize {
        self.statuses.values().sum()
    }

    pub fn per_second(&self) -> f64 {
        self.micros.len() as f64 / self.seconds
    }

    pub fn p50_ms(&self) -> f64 {
        self.percentile(0.5)
    }

    pub fn p99_ms(&self) -> f64 {
        self.percentile(0.99)
    }

    fn percentile(&self, share: f64) -> f64 {
        let at = ((self.micros.len() as f64 * share) as usize).min(self.micros.len().saturating_sub(1));
        f64::from(self.micros[at]) / 1_000.0
    }
}
