//! Lanes: where casts of one vote wait for the commit before them, and then share the next.
//!
//! Two lanes a vote on PostgreSQL, so that one works while the other waits for its commit; one on SQLite, which has one
//! writer. Whoever comes to an empty lane sets it going at once; while it commits, others gather. There is no timer.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::rt;
use domain::ids::VoteId;
use tokio::sync::{Notify, oneshot};

use super::super::store::KnownVotes;
use super::Cast;
use super::batch::{Outcome, take};
use crate::app::App;
use crate::http::caller::{Actor, Anyone};
use crate::http::problem::Problem;

/// So many full batches may wait in a lane: at ten thousand ballots a second that is half a second.
const MOST_BATCHES: usize = 16;

struct Waiting {
    cast: Arc<Cast>,
    answer: oneshot::Sender<Outcome>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Lane {
    vote: VoteId,
    number: u8,
}

/// What waits to be cast on this instance.
pub struct Casting {
    at_once: usize,
    lanes: u8,
    pub(super) known: KnownVotes,
    /// A lane is here while it is going.
    going: Mutex<HashMap<Lane, VecDeque<Waiting>>>,
    stood_still: Notify,
}

impl Casting {
    pub fn new(at_once: usize, is_postgres: bool) -> Self {
        Self {
            at_once,
            lanes: if is_postgres { 2 } else { 1 },
            known: KnownVotes::default(),
            going: Mutex::default(),
            stood_still: Notify::new(),
        }
    }

    pub fn shares(&self) -> bool {
        self.at_once > 1
    }

    /// Returns when everything that waits has been answered; for the end of the service.
    pub async fn drain(&self) {
        loop {
            let stands_still = self.stood_still.notified();
            if self.going().is_empty() {
                return;
            }
            stands_still.await;
        }
    }

    fn going(&self) -> MutexGuard<'_, HashMap<Lane, VecDeque<Waiting>>> {
        self.going.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True when the lane has to be set going for it.
    fn join(&self, lane: Lane, waiting: Waiting) -> Result<bool, Problem> {
        match self.going().entry(lane) {
            Entry::Occupied(queue) if queue.get().len() >= self.at_once * MOST_BATCHES => Err(too_many()),
            Entry::Occupied(mut queue) => {
                queue.get_mut().push_back(waiting);
                Ok(false)
            }
            Entry::Vacant(lane) => {
                lane.insert(VecDeque::from([waiting]));
                Ok(true)
            }
        }
    }

    /// The next batch of the lane; it stands still when there is none.
    fn next(&self, lane: Lane) -> Option<Vec<Waiting>> {
        let mut going = self.going();
        let queue = going.get_mut(&lane)?;
        let count = queue.len().min(self.at_once);
        if count == 0 {
            going.remove(&lane);
            self.stood_still.notify_waiters();
            return None;
        }
        Some(queue.drain(..count).collect())
    }

    /// Whoever waits in it is not answered, and goes alone.
    fn stop(&self, lane: Lane) {
        self.going().remove(&lane);
        self.stood_still.notify_waiters();
    }
}

/// Waits in a lane. Without an answer nothing is known of what became of the cast, and it is to be tried alone.
pub fn wait(app: &App, vote: VoteId, cast: Arc<Cast>) -> Result<oneshot::Receiver<Outcome>, Problem> {
    let casting = app.casting();
    // A person's ballots go one way, so that they keep their order.
    let number = cast.account.0.as_bytes().last().map_or(0, |byte| byte % casting.lanes);
    let lane = Lane { vote, number };
    let (answer, waits) = oneshot::channel();
    if casting.join(lane, Waiting { cast, answer })? {
        let (service, system) = (app.clone(), rt::System::try_current());
        // On the thread that ends last: one that serves requests may end while others' ballots wait.
        let goes = system.is_some_and(|system| {
            system.arbiter().spawn_fn(move || {
                rt::spawn(go(service, lane));
            })
        });
        if !goes {
            casting.stop(lane);
        }
    }
    Ok(waits)
}

async fn go(app: App, lane: Lane) {
    while let Some(waiting) = app.casting().next(lane) {
        let (casts, answers): (Vec<Arc<Cast>>, Vec<_>) = waiting.into_iter().map(|one| (one.cast, one.answer)).unzip();
        let (service, count) = (app.clone(), casts.len());
        let nobody = Anyone(Actor::service(app.clock().id()));
        let taken = app.write(&nobody, async move |tx| {
            take(service.casting(), tx, service.keys(), lane.vote, &casts).await //
        });
        let outcomes = match taken.await {
            Ok(outcomes) => outcomes,
            Err(problem) if count == 1 => vec![Err(problem)], // it was alone
            Err(problem) => {
                tracing::warn!(%problem, count, "ballots can't be kept together; each is tried alone");
                continue;
            }
        };
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            let _ = answer.send(outcome); // a phone that hung up is not told
        }
    }
}

fn too_many() -> Problem {
    let en = "So many ballots are being cast that yours can't wait in line; a ballot cast before stands. Repeat it after the seconds in Retry-After.";
    let zh = "当前投票人数过多，您的选票暂时无法排队；此前投出的选票仍然有效。请等待 Retry-After 所示的秒数后重试。";
    Problem::unavailable().say(en, zh)
}
