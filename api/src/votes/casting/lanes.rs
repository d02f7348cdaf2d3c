//! Lanes: where casts of one vote wait for those before them, and then share a transaction.
//!
//! Each vote has one lane, so that batches are as large as possible and many casts share the cost of a transaction.
//! While the database makes one batch durable, the next is worked on already; no more than two are under way. A cast
//! that comes to an idle lane starts it at once; while a lane is busy, further casts gather. There is no timer.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::rt;
use domain::ids::VoteId;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use super::super::store::KnownVotes;
use super::Prepared;
use super::batch::{Outcome, take};
use crate::infra::actor::{Actor, Anyone};
use crate::infra::db::Begun;
use crate::infra::memory::Memory;
use crate::infra::settings::Settings;
use crate::problem::Problem;
use crate::state::App;

/// At most this many full batches may wait in a lane: half a second's worth at ten thousand ballots a second.
const MOST_BATCHES: usize = 16;

/// A running lane holds two connections, so one lane for each eight connections uses a quarter of them. While more
/// lanes run than that, all lanes borrow connections batch by batch.
const CONNECTIONS_A_LANE: usize = 8;

struct Waiting {
    cast: Arc<Prepared>,
    answer: oneshot::Sender<Outcome>,
}

/// The casts that wait on this instance.
pub struct Casting {
    at_once: usize,
    /// At most this many lanes may hold connections of their own.
    keep_connections: usize,
    pub(super) known: KnownVotes,
    /// The casts that wait, for each running lane.
    going: Mutex<HashMap<VoteId, VecDeque<Waiting>>>,
    stood_still: Notify,
}

impl Memory for Casting {
    fn new(settings: &Settings) -> Self {
        let connections = usize::try_from(settings.database_connections).unwrap_or(usize::MAX);
        Self {
            at_once: settings.ballots_at_once,
            keep_connections: connections / CONNECTIONS_A_LANE,
            known: KnownVotes::default(),
            going: Mutex::default(),
            stood_still: Notify::new(),
        }
    }
}

impl Casting {
    pub fn shares(&self) -> bool {
        self.at_once > 1
    }

    /// Returns when every waiting cast has been answered. Called when the service shuts down.
    pub async fn drain(&self) {
        loop {
            let stands_still = self.stood_still.notified();
            if self.going().is_empty() {
                return;
            }
            stands_still.await;
        }
    }

    fn going(&self) -> MutexGuard<'_, HashMap<VoteId, VecDeque<Waiting>>> {
        self.going.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a cast to the vote's lane. True when the lane was idle, so that the caller has to start it.
    fn join(&self, vote: VoteId, waiting: Waiting) -> Result<bool, Problem> {
        match self.going().entry(vote) {
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

    /// The next batch of the lane. When there is none, the lane becomes idle.
    fn next(&self, vote: VoteId) -> Option<Vec<Waiting>> {
        let mut going = self.going();
        let queue = going.get_mut(&vote)?;
        let count = queue.len().min(self.at_once);
        if count == 0 {
            going.remove(&vote);
            self.stood_still.notify_waiters();
            return None;
        }
        Some(queue.drain(..count).collect())
    }

    fn may_keep_connections(&self) -> bool {
        self.going().len() <= self.keep_connections
    }

    fn nobody_waits(&self, vote: VoteId) -> bool {
        self.going().get(&vote).is_none_or(VecDeque::is_empty)
    }

    /// Ends a lane. Casts that wait in it get no answer, so each is tried alone.
    fn stop(&self, vote: VoteId) {
        self.going().remove(&vote);
        self.stood_still.notify_waiters();
    }
}

/// Puts a cast into the vote's lane. A receiver that ends without an answer leaves open what became of the cast, which
/// is then tried alone.
pub fn wait(app: &App, vote: VoteId, cast: Arc<Prepared>) -> Result<oneshot::Receiver<Outcome>, Problem> {
    let casting = app.memory::<Casting>();
    let (answer, waits) = oneshot::channel();
    if casting.join(vote, Waiting { cast, answer })? {
        let (service, system) = (app.clone(), rt::System::try_current());
        // The lane runs on the thread that ends last: a thread that serves requests may end while ballots of others
        // wait.
        let goes = system.is_some_and(|system| {
            system.arbiter().spawn_fn(move || {
                rt::spawn(go(service, vote));
            })
        });
        if !goes {
            casting.stop(vote);
        }
    }
    Ok(waits)
}

async fn go(app: App, vote: VoteId) {
    let mut before: Option<JoinHandle<Option<Begun>>> = None;
    let mut begun: Option<Begun> = None;
    while let Some(waiting) = app.memory::<Casting>().next(vote) {
        let (is_worked_out, worked_out) = oneshot::channel();
        let batch = rt::spawn(take_all(app.clone(), vote, waiting, begun.take(), is_worked_out));
        let _ = worked_out.await; // fails when the batch ended before: then the next may begin, too
        if let Some(before) = before.replace(batch) {
            begun = before.await.ok().flatten();
        }
        // A lane becomes idle only when all its casts are answered: otherwise a newcomer would start it a second time
        // beside the batches under way.
        if app.memory::<Casting>().nobody_waits(vote)
            && let Some(last) = before.take()
        {
            begun = last.await.ok().flatten();
        }
    }
}

/// Takes a batch and answers each of its casts. Tells `is_worked_out` when nothing but the commit is left. Gives the
/// transaction that was begun along with the commit, if there is one.
async fn take_all(
    app: App,
    vote: VoteId,
    waiting: Vec<Waiting>,
    begun: Option<Begun>,
    is_worked_out: oneshot::Sender<()>,
) -> Option<Begun> {
    let (casts, answers): (Vec<Arc<Prepared>>, Vec<_>) = waiting.into_iter().map(|one| (one.cast, one.answer)).unzip();
    let (service, count) = (app.clone(), casts.len());
    let nobody = Anyone(Actor::service(app.clock().id()));
    let goes_on = count > 1 && app.memory::<Casting>().may_keep_connections();
    let taken = app.write_on(begun, goes_on, &nobody, async move |tx| {
        let taken = take(&service.memory(), tx, service.keys(), vote, &casts).await;
        let _ = is_worked_out.send(());
        taken
    });
    let (outcomes, begun) = match taken.await {
        Ok(taken) => taken,
        Err(problem) if count == 1 => (vec![Err(problem)], None), // the cast was alone already
        Err(problem) => {
            tracing::warn!(%problem, count, "ballots can't be kept together; each is tried alone");
            (Vec::new(), None)
        }
    };
    for (answer, outcome) in answers.into_iter().zip(outcomes) {
        let _ = answer.send(outcome); // a phone that hung up is not told
    }
    begun
}

fn too_many() -> Problem {
    let en = "So many ballots are being cast that yours can't wait in line; a ballot cast before stands. Repeat it after the seconds in Retry-After.";
    let zh = "当前投票人数过多，您的选票暂时无法排队；此前投出的选票仍然有效。请等待 Retry-After 所示的秒数后重试。";
    Problem::unavailable().say(en, zh)
}
