//! Looks sessions up together: requests that come while a statement is under way share the next statement.
//!
//! On the night of a vote thousands of requests come within a minute, each with a session that is not in memory yet.
//! There is no timer, so a request that comes alone does not wait for others. Every answer was read from the database
//! after it was requested.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::rt;
use domain::ids::SessionId;
use tokio::sync::oneshot;

use super::store::{self, Known};
use crate::infra::memory::Memory;
use crate::infra::settings::Settings;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// At most this many sessions are read by one statement; the rest wait for the next one.
const MOST_AT_ONCE: usize = 500;

/// None if the database can't answer at the moment.
type Found = Option<Option<Known>>;

struct Asked {
    session: SessionId,
    answer: oneshot::Sender<Found>,
}

/// The requests that wait for the next statement; none if no task is reading.
#[derive(Default)]
pub struct Lookups(Mutex<Option<Vec<Asked>>>);

impl Memory for Lookups {
    fn new(_: &Settings) -> Self {
        Self::default()
    }
}

impl Lookups {
    fn waiting(&self) -> MutexGuard<'_, Option<Vec<Asked>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a request to those that wait. True if no task is reading, so that the caller must start one.
    fn join(&self, asked: Asked) -> bool {
        let mut waiting = self.waiting();
        let begins = waiting.is_none();
        waiting.get_or_insert_default().push(asked);
        begins
    }

    fn next(&self) -> Vec<Asked> {
        let mut waiting = self.waiting();
        let Some(all) = waiting.as_mut() else { return Vec::new() };
        let count = all.len().min(MOST_AT_ONCE);
        let next: Vec<Asked> = all.drain(..count).collect();
        if next.is_empty() {
            *waiting = None;
        }
        next
    }
}

/// The task that reads. If it is stopped half-way, dropping it ends the wait, and each waiting request looks its
/// session up alone.
struct Turn {
    app: App,
    is_over: bool,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.is_over {
            *self.app.memory::<Lookups>().waiting() = None;
        }
    }
}

/// The session with its account's standing; none if there is no such session.
pub async fn look_up(app: &App, session: SessionId) -> Result<Option<Known>, Problem> {
    let (answer, waits) = oneshot::channel();
    if app.memory::<Lookups>().join(Asked { session, answer }) {
        rt::spawn(ask(Turn { app: app.clone(), is_over: false }));
    }
    match waits.await {
        Ok(Some(found)) => Ok(found),
        Ok(None) => Err(Problem::unavailable()),
        Err(_) => Ok(store::known(app.db().reads(), &[session], app.clock().now()).await?.remove(&session)),
    }
}

async fn ask(mut turn: Turn) {
    let app = turn.app.clone();
    loop {
        let asked = app.memory::<Lookups>().next();
        if asked.is_empty() {
            turn.is_over = true;
            return;
        }
        let ids: Vec<SessionId> = asked.iter().map(|one| one.session).collect();
        let found = match store::known(app.db().reads(), &ids, app.clock().now()).await {
            Ok(found) => Some(found),
            Err(problem) if problem.kind() == Kind::Unavailable => None,
            Err(_) => continue, // each looks up alone, and the bad row fails only its owner
        };
        let of = |session: &SessionId, found: &HashMap<SessionId, Known>| found.get(session).cloned();
        for Asked { session, answer } in asked {
            let _ = answer.send(found.as_ref().map(|found| of(&session, found)));
        }
    }
}
