//! Remembers public answers for less than a second, so that a thousand people who ask for the same thing cost the work
//! of one. Each instance remembers its own answers.
//!
//! A reader sees what any instance committed more than a second ago, and what this instance committed at once:
//! [`Kept::forget`] follows every write that changes something public. A reader who comes while an answer is being made
//! waits for it, unless something changed since its making began. Towards the end of an answer's life one reader makes
//! the next answer while the others get the present one, so that nobody waits for an answer that is always asked for.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use actix_web::http::header::HeaderValue;
use actix_web::web::Bytes;
use chrono::TimeDelta;
use domain::Time;
use tokio::sync::watch;

use super::telemetry::RequestCounts;
use crate::problem::Language;

/// The most bytes of all answers together. An answer that does not fit makes the instance forget all others.
const MOST_BYTES: usize = 8 << 20;
/// A larger answer is given to the readers who wait for it, but not remembered.
const LARGEST: usize = 512 << 10;
/// Added to each answer's size for its headers and its place in the table, so that the number of small answers is
/// bounded, too.
const BESIDES: usize = 2 << 10;

/// A success, ready to be sent. The edge makes it and sends it.
pub struct RememberedAnswer {
    pub bytes: Bytes,
    pub tag: HeaderValue,
    pub content_type: Option<HeaderValue>,
    /// How long a client may keep the answer, where the operation says so.
    pub cache_control: Option<HeaderValue>,
    pub route: String,
    pub counts: RequestCounts,
}

pub struct Remembered<A> {
    life: Duration,
    /// Counts this instance's changes of public things.
    change: AtomicU64,
    made: AtomicU64,
    shelf: RwLock<Shelf<A>>,
}

struct Shelf<A> {
    bytes: usize,
    chinese: HashMap<Box<str>, Slot<A>>,
    english: HashMap<Box<str>, Slot<A>>,
}

struct Slot<A> {
    made: Option<Made<A>>,
    making: Option<Making<A>>,
}

struct Made<A> {
    stamp: Stamp,
    took: Duration,
    bytes: usize,
    answer: Arc<A>,
}

struct Making<A> {
    stamp: Stamp,
    outcome: watch::Receiver<Outcome<A>>,
}

/// When an answer began to be read, and after how many changes.
#[derive(Clone, Copy)]
struct Stamp {
    change: u64,
    begun: Instant,
    /// The same moment by the service's own clock, which the demo and the stories put forward.
    at: Time,
}

pub enum Outcome<A> {
    Open,
    Made(Arc<A>),
    /// The answer can't be given to others: each reader has to ask for their own.
    NotForOthers,
}

/// What a reader finds when no remembered answer can be given at once.
pub enum Look<'a, A> {
    Made(Arc<A>),
    /// Another reader is making the answer. If they go away before it is done, the sender is dropped.
    Wait(watch::Receiver<Outcome<A>>),
    Make(Maker<'a, A>),
}

/// Makes an answer for all readers who wait for it. If it is dropped before, another reader may try.
pub struct Maker<'a, A> {
    all: &'a Remembered<A>,
    language: Language,
    name: Box<str>,
    stamp: Stamp,
    outcome: watch::Sender<Outcome<A>>,
}

impl<A> Remembered<A> {
    /// Answers live for `life`. With zero nothing is remembered.
    pub fn new(life: Duration) -> Self {
        let shelf = Shelf { bytes: 0, chinese: HashMap::new(), english: HashMap::new() };
        Self { life, change: AtomicU64::new(0), made: AtomicU64::new(0), shelf: RwLock::new(shelf) }
    }

    pub fn is_on(&self) -> bool {
        !self.life.is_zero()
    }

    /// How many answers were made, for however many requests.
    pub fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    /// Forgets every answer read before. This instance calls it after a commit.
    pub fn forget(&self) {
        self.change.fetch_add(1, Ordering::SeqCst);
    }

    /// The remembered answer, if it is still good and this reader need not make the next one.
    pub fn recall(&self, language: Language, name: &str, now: Time) -> Option<Arc<A>> {
        let shelf = self.read();
        let slot = shelf.of(language).get(name)?;
        let made = slot.made.as_ref().filter(|made| self.stands(made.stamp, now))?;
        (self.is_young(made) || slot.making.is_some()).then(|| Arc::clone(&made.answer))
    }

    /// Like [`Self::recall`]; without an answer to give, the reader is told to wait for one or to make one.
    pub fn look(&self, language: Language, name: &str, now: Time) -> Look<'_, A> {
        let mut shelf = self.write();
        let slot = shelf.of_mut(language).entry(name.into()).or_insert(Slot { made: None, making: None });
        let good = slot.made.as_ref().filter(|made| self.stands(made.stamp, now));
        let making = slot.making.as_ref().filter(|making| self.stands(making.stamp, now));
        match (good, making) {
            (Some(made), Some(_)) => Look::Made(Arc::clone(&made.answer)),
            (Some(made), None) if self.is_young(made) => Look::Made(Arc::clone(&made.answer)),
            (None, Some(making)) => Look::Wait(making.outcome.clone()),
            (Some(_) | None, None) => {
                let stamp = Stamp { change: self.change.load(Ordering::SeqCst), begun: Instant::now(), at: now };
                let (sender, receiver) = watch::channel(Outcome::Open);
                slot.making = Some(Making { stamp, outcome: receiver });
                Look::Make(Maker { all: self, language, name: name.into(), stamp, outcome: sender })
            }
        }
    }

    /// Whether there is still more time than the next answer may take: twice what this one took, but at least a fifth
    /// of a life and at most half of it.
    fn is_young(&self, made: &Made<A>) -> bool {
        made.stamp.begun.elapsed() + (2 * made.took).clamp(self.life / 5, self.life / 2) < self.life
    }

    fn stands(&self, stamp: Stamp, now: Time) -> bool {
        let by_clock = (now - stamp.at).abs() < TimeDelta::from_std(self.life).unwrap_or(TimeDelta::zero());
        stamp.change == self.change.load(Ordering::SeqCst) && stamp.begun.elapsed() < self.life && by_clock
    }

    fn read(&self) -> RwLockReadGuard<'_, Shelf<A>> {
        self.shelf.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Shelf<A>> {
        self.shelf.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<A> Shelf<A> {
    fn of(&self, language: Language) -> &HashMap<Box<str>, Slot<A>> {
        match language {
            Language::Chinese => &self.chinese,
            Language::English => &self.english,
        }
    }

    fn of_mut(&mut self, language: Language) -> &mut HashMap<Box<str>, Slot<A>> {
        match language {
            Language::Chinese => &mut self.chinese,
            Language::English => &mut self.english,
        }
    }
}

impl<A> Maker<'_, A> {
    /// Gives the answer to the readers who wait, and remembers it for later ones.
    pub fn give(self, answer: Arc<A>, bytes: usize) {
        self.all.made.fetch_add(1, Ordering::Relaxed);
        if bytes <= LARGEST && self.all.change.load(Ordering::SeqCst) == self.stamp.change {
            let mut shelf = self.all.write();
            let bytes = bytes + self.name.len() + BESIDES;
            if shelf.bytes + bytes > MOST_BYTES {
                (shelf.bytes, shelf.chinese, shelf.english) = (0, HashMap::new(), HashMap::new());
            }
            let slot = shelf.of_mut(self.language).entry(self.name.clone());
            let slot = slot.or_insert(Slot { made: None, making: None });
            if slot.made.as_ref().is_none_or(|made| made.stamp.begun < self.stamp.begun) {
                let took = self.stamp.begun.elapsed();
                let made = Made { stamp: self.stamp, took, bytes, answer: Arc::clone(&answer) };
                let before = slot.made.replace(made).map_or(0, |before| before.bytes);
                shelf.bytes = (shelf.bytes + bytes).saturating_sub(before);
            }
        }
        self.outcome.send_replace(Outcome::Made(answer));
    }

    /// Tells the readers who wait that each has to ask for their own answer.
    pub fn give_up(self) {
        self.outcome.send_replace(Outcome::NotForOthers);
    }
}

impl<A> Drop for Maker<'_, A> {
    fn drop(&mut self) {
        let mut shelf = self.all.write();
        let Some(slot) = shelf.of_mut(self.language).get_mut(&self.name) else { return };
        // After a change another reader may already be making a newer answer; that one is left alone.
        if slot.making.as_ref().is_some_and(|making| making.stamp.begun == self.stamp.begun) {
            slot.making = None;
        }
        if slot.making.is_none() && slot.made.is_none() {
            shelf.of_mut(self.language).remove(&self.name);
        }
    }
}

#[cfg(test)]
mod tests;
