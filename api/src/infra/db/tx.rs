//! A transaction: it carries who acts and the clock, and at commit it appends the audit trail and the outgoing messages.

use std::cell::{Cell, RefCell};

use domain::Time;
use domain::ids::AccountId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr};
use uuid::Uuid;

use super::super::actor::Actor;
use super::super::audit::{self, Deed, Outcome};
use super::super::clock::Clock;
use super::super::outbox::{self, Message};
use crate::problem::Problem;

/// What the trail says of deeds whose actor nobody may ever know.
pub enum Unnamed {
    /// One deed, in this request; a transaction may serve several requests.
    One(Uuid),
    /// This many deeds, in the request of the transaction.
    Several(u32),
}

/// A transaction, with its actor and clock, and with the audit events and messages that its commit stores.
///
/// Inside one, use only [`Tx::conn`]: an in-memory SQLite has a single connection, and it is this one.
pub struct Tx {
    inner: DatabaseTransaction,
    actor: Actor,
    clock: Clock,
    deeds: RefCell<Vec<Deed>>,
    messages: RefCell<Vec<Message>>,
    authority_changes: Cell<bool>,
    public_reads_change: Cell<bool>,
}

/// A transaction that was begun with the commit of the one before it, on the same connection. It holds nothing yet.
pub struct Begun(DatabaseTransaction);

impl Begun {
    pub fn go_on(self, actor: Actor, clock: Clock) -> Tx {
        Tx::new(self.0, actor, clock)
    }
}

impl Tx {
    pub(super) fn new(inner: DatabaseTransaction, actor: Actor, clock: Clock) -> Self {
        Self {
            inner,
            actor,
            clock,
            deeds: RefCell::default(),
            messages: RefCell::default(),
            authority_changes: Cell::new(false),
            public_reads_change: Cell::new(true),
        }
    }

    pub fn conn(&self) -> &DatabaseTransaction {
        &self.inner
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// From here on a statement may take minutes, as the close of a vote of a million ballots does.
    pub async fn take_time(&self) -> Result<(), DbErr> {
        if self.inner.get_database_backend() == DbBackend::Postgres {
            let minutes =
                "SET LOCAL statement_timeout = '15min'; SET LOCAL idle_in_transaction_session_timeout = '15min'";
            self.inner.execute_unprepared(minutes).await?;
        }
        Ok(())
    }

    /// The present time, not the start of the transaction: what is accepted after waiting for a lock gets the time
    /// after the wait.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    pub fn id(&self) -> Uuid {
        self.clock.id()
    }

    /// Writes an audit event at commit: the actor did `action` to the thing `on`.
    pub fn audit(&self, action: &'static str, on: Uuid) {
        self.tell(Deed { action, on, outcome: Outcome::Done, times: None, by: None, unnamed: None });
    }

    /// Like [`Tx::audit`], for an actor who became known only now: until a sign-in succeeds, its caller is anonymous.
    pub fn audit_by(&self, account: AccountId, action: &'static str, on: Uuid) {
        self.tell(Deed { action, on, outcome: Outcome::Done, times: None, by: Some(account), unnamed: None });
    }

    /// Like [`Tx::audit`], without actor and address: the event has only a request and, for several deeds, their
    /// number.
    pub fn audit_unnamed(&self, action: &'static str, on: Uuid, deeds: Unnamed) {
        let (times, request) = match deeds {
            Unnamed::One(request) => (None, request),
            Unnamed::Several(times) => (Some(times), self.actor.request),
        };
        self.tell(Deed { action, on, outcome: Outcome::Done, times, by: None, unnamed: Some(request) });
    }

    /// Like [`Tx::audit`], for something that was tried and refused. The event is stored only if the transaction
    /// commits even so.
    pub fn audit_refusal(&self, action: &'static str, on: Uuid) {
        self.tell(Deed { action, on, outcome: Outcome::Refused, times: None, by: None, unnamed: None });
    }

    /// Like [`Tx::audit_refusal`], with one event for several refusals.
    pub fn audit_refusals(&self, action: &'static str, on: Uuid, times: u32) {
        self.tell(Deed { action, on, outcome: Outcome::Refused, times: Some(times), by: None, unnamed: None });
    }

    fn tell(&self, deed: Deed) {
        self.deeds.borrow_mut().push(deed);
    }

    /// Sends a message after commit, at least once, with the same key each time.
    pub fn send(&self, message: Message) {
        self.messages.borrow_mut().push(message);
    }

    /// Call it when a session or an appointment changes: at commit this instance forgets what it remembers of
    /// sessions.
    pub fn change_authority(&self) {
        self.authority_changes.set(true);
    }

    pub fn changes_authority(&self) -> bool {
        self.authority_changes.get()
    }

    /// Says that this transaction changes nothing that anybody may read without signing in, so that the answers this
    /// instance remembers stay good. Only the writes of the busiest hours say so. After any other commit the answers
    /// are forgotten.
    pub fn leave_public_reads(&self) {
        self.public_reads_change.set(false);
    }

    pub fn changes_public_reads(&self) -> bool {
        self.public_reads_change.get()
    }

    pub async fn commit(self) -> Result<(), Problem> {
        self.tell_all().await?;
        self.inner.commit().await?;
        Ok(())
    }

    /// Like [`Tx::commit`], but on PostgreSQL the same statement begins the next transaction. That saves two round
    /// trips: the `BEGIN`, and the question whether it is alive, which sqlx asks each connection that comes back to the
    /// pool.
    pub async fn commit_and_begin(self) -> Result<Option<Begun>, Problem> {
        if self.inner.get_database_backend() != DbBackend::Postgres {
            return self.commit().await.map(|()| None);
        }
        self.tell_all().await?;
        self.inner.execute_unprepared("COMMIT AND CHAIN").await?;
        Ok(Some(Begun(self.inner)))
    }

    async fn tell_all(&self) -> Result<(), Problem> {
        let now = self.now();
        for message in self.messages.take() {
            outbox::insert(&self.inner, message, now).await?;
        }
        audit::append(&self.inner, &self.actor, self.deeds.take(), &self.clock).await?;
        Ok(())
    }

    pub async fn rollback(self) {
        if let Err(error) = self.inner.rollback().await {
            tracing::warn!(%error, "a rollback failed; the database ends the transaction itself");
        }
    }
}
