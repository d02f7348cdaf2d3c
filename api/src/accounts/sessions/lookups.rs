//! Sessions are looked up together: those that are asked for while a statement is on its way share the next one.
//!
//! On a vote's night thousands come within a minute, each with a session nobody has looked at yet. There is no timer, and
//! who comes alone waits for nobody. What is answered was read after it was asked for.

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

/// More are left to the next statement.
const MOST_AT_ONCE: usize = 500;

/// None: the database can't answer now.
type Found = Option<Option<Known>>;

struct Asked {
    session: SessionId,
    answer: oneshot::Sender<Found>,
}

/// Who waits, while somebody asks.
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

    /// True when nobody asks yet.
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

/// Whoever asks. Should it be stopped half-way, those who wait are not answered, and ask for themselves.
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

/// The session with its account's standing; none when there is no such session.
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
            Err(_) => continue, // whoever's row it is finds out alone
        };
        let of = |session: &SessionId, found: &HashMap<SessionId, Known>| found.get(session).cloned();
        for Asked { session, answer } in asked {
            let _ = answer.send(found.as_ref().map(|found| of(&session, found)));
        }
    }
}
