//! The state every request shares, and the one way to write.

use std::ops::Deref;
use std::sync::Arc;

use domain::calendar::Calendar;
use tokio::sync::watch;

use crate::infra::actor::Caller;
use crate::infra::calendar::{self, CalendarError};
use crate::infra::clock::Clock;
use crate::infra::db::{Begun, Db, OpenError, Tx};
use crate::infra::delivery::Delivery;
use crate::infra::keys::{KeyError, Keyring};
use crate::infra::limits::Limits;
use crate::infra::memory::{Memories, Memory};
use crate::infra::passwords::Passwords;
use crate::infra::refusals::Refusals;
use crate::infra::remembered::{Remembered, RememberedAnswer};
use crate::infra::sessions::Sessions;
use crate::infra::settings::Settings;
use crate::infra::tokens::Tokens;
use crate::infra::wechat::WeChat;
use crate::problem::Problem;

/// The state every request shares. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<State>);

pub struct State {
    settings: Settings,
    db: Db,
    clock: Clock,
    keys: Arc<Keyring>,
    limits: Limits,
    calendar: Calendar,
    passwords: Passwords,
    tokens: Tokens,
    sessions: Sessions,
    remembered: Remembered<RememberedAnswer>,
    refusals: Refusals,
    delivery: Delivery,
    wechat: WeChat,
    memories: Memories,
    leaving: watch::Sender<bool>,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Database(#[from] OpenError),
    #[error("the database can't be migrated: {0}")]
    Migration(sea_orm_migration::DbErr),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    #[error("{0}")]
    Other(String),
}

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl App {
    /// Opens what the settings name and migrates. `app::open` goes on with what the slices need.
    pub(crate) async fn open(settings: Settings, clock: Clock, schema: Option<&str>) -> Result<Self, StartError> {
        let keys = match settings.database_url.as_str() {
            "sqlite::memory:" => Keyring::fresh(),
            _ => Keyring::from_file(&settings.key_file, settings.is_embedded())?,
        };
        let keys = Arc::new(keys.with_clock(clock.clone()));
        let db = Db::open(&settings.database_url, schema, settings.database_connections).await?;
        db.migrate().await.map_err(StartError::Migration)?;
        let calendar = calendar::load(settings.calendar_file.as_deref())?;
        let limits = Limits::open(settings.requests_per_minute, settings.redis_url.as_deref()).await;
        let passwords = Passwords::new(std::thread::available_parallelism().map_or(1, usize::from));
        let tokens = Tokens::new(Arc::clone(&keys), &settings.public_url);
        let delivery = Delivery::new(&settings).map_err(|error| StartError::Other(error.to_string()))?;
        let (sessions, refusals) = (Sessions::default(), Refusals::default());
        let remembered = Remembered::new(settings.reads_kept);
        let wechat = WeChat::new(settings.wechat.clone());
        let state = State {
            settings,
            db,
            clock,
            keys,
            limits,
            calendar,
            passwords,
            tokens,
            sessions,
            remembered,
            refusals,
            delivery,
            wechat,
            memories: Memories::default(),
            leaving: watch::Sender::new(false),
        };
        Ok(Self(Arc::new(state)))
    }

    /// Runs `work` in a transaction of its own task: a client that goes away can't cancel it half-way.
    pub async fn write<T: 'static>(
        &self,
        by: &impl Caller,
        work: impl AsyncFnOnce(&Tx) -> Result<T, Problem> + 'static,
    ) -> Result<T, Problem> {
        let (app, actor) = (self.clone(), by.actor());
        let task = actix_web::rt::spawn(async move {
            let tx = app.db.begin(actor, app.clock.clone()).await?;
            let (done, ()) = app.work_in(tx, work, Tx::commit).await?;
            Ok(done)
        });
        task.await.unwrap_or_else(|_| Err(Problem::broken()))
    }

    /// Like [`App::write`], for a task that writes again and again and that nobody cancels. It uses the transaction
    /// `begun`, if there is one. With `goes_on` the commit begins the next transaction.
    pub async fn write_on<T>(
        &self,
        begun: Option<Begun>,
        goes_on: bool,
        by: &impl Caller,
        work: impl AsyncFnOnce(&Tx) -> Result<T, Problem>,
    ) -> Result<(T, Option<Begun>), Problem> {
        let (actor, clock) = (by.actor(), self.clock.clone());
        let tx = match begun {
            Some(begun) => begun.go_on(actor, clock),
            None => self.db.begin(actor, clock).await?,
        };
        let commit =
            async |tx: Tx| if goes_on { tx.commit_and_begin().await } else { tx.commit().await.map(|()| None) };
        self.work_in(tx, work, commit).await
    }

    async fn work_in<T, C>(
        &self,
        tx: Tx,
        work: impl AsyncFnOnce(&Tx) -> Result<T, Problem>,
        commit: impl AsyncFnOnce(Tx) -> Result<C, Problem>,
    ) -> Result<(T, C), Problem> {
        match work(&tx).await {
            Ok(done) => {
                let (changes_authority, changes_reads) = (tx.changes_authority(), tx.changes_public_reads());
                let committed = commit(tx).await;
                if changes_reads {
                    self.remembered.forget(); // also when it is unknown whether the commit arrived
                }
                let committed = committed?;
                if changes_authority {
                    self.sessions.forget();
                }
                Ok((done, committed))
            }
            Err(problem) => {
                tx.rollback().await;
                Err(problem)
            }
        }
    }
}

impl State {
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    /// Reads the key file again if it changed; true if it did. A file that can't be used changes nothing.
    pub fn reload_keys(&self) -> bool {
        self.keys.catch_up()
    }

    /// Tells long-lived connections that the service ends, so that they end now and are not cut off later.
    pub fn leave(&self) {
        self.leaving.send_replace(true);
    }

    /// Waits until the service ends.
    pub async fn left(&self) {
        let mut leaving = self.leaving.subscribe();
        let _ = leaving.wait_for(|is_leaving| *is_leaving).await; // the sender is ours, so this never fails
    }

    /// The working days of China.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// Answers of public reads, for less than a second.
    pub fn remembered(&self) -> &Remembered<RememberedAnswer> {
        &self.remembered
    }

    pub fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    pub fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    pub fn wechat(&self) -> &WeChat {
        &self.wechat
    }

    /// What a slice holds in this process's memory.
    pub fn memory<M: Memory>(&self) -> Arc<M> {
        self.memories.of(&self.settings)
    }
}
