//! The only maker of time and ids. Stories and the demo move it by hand.

#![allow(clippy::disallowed_methods)] // this is the place the lint points to

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use domain::Time;
use rand::RngExt as _;
use uuid::{ClockSequence as _, ContextV7, Uuid};

#[derive(Clone)]
pub struct Clock(Arc<Source>);

struct Source {
    /// Microseconds since 1970 while the clock is moved by hand; `SYSTEM` while it follows the machine's clock.
    by_hand: AtomicI64,
    /// How many microseconds this clock is ahead of the machine's: in the demo, days pass this way.
    ahead: AtomicI64,
    sequence: Mutex<ContextV7>,
}

const SYSTEM: i64 = i64::MIN;

impl Clock {
    pub fn system() -> Self {
        Self::from_micros(SYSTEM)
    }

    /// A clock that stands still until it is moved.
    pub fn by_hand(start: Time) -> Self {
        Self::from_micros(start.timestamp_micros())
    }

    fn from_micros(micros: i64) -> Self {
        let sequence = Mutex::new(ContextV7::new());
        Self(Arc::new(Source { by_hand: AtomicI64::new(micros), ahead: AtomicI64::new(0), sequence }))
    }

    /// Whole microseconds: PostgreSQL stores no more digits but SQLite would, and both must give back what was stored.
    pub fn now(&self) -> Time {
        let micros = match self.0.by_hand.load(Ordering::SeqCst) {
            SYSTEM => Utc::now().timestamp_micros().saturating_add(self.0.ahead.load(Ordering::SeqCst)),
            set => set,
        };
        DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// Sets a clock moved by hand; the machine's clock is left alone.
    pub fn set(&self, to: Time) {
        if self.0.by_hand.load(Ordering::SeqCst) != SYSTEM {
            self.0.by_hand.store(to.timestamp_micros(), Ordering::SeqCst);
        }
    }

    pub fn advance(&self, by: TimeDelta) {
        self.set(self.now() + by);
    }

    /// Puts this clock ahead of the machine's, for this process. It runs on from there.
    pub fn put_forward(&self, by: TimeDelta) {
        self.0.ahead.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
    }

    /// From now on this clock follows the machine's. The demo makes its past with a clock moved by hand, then lets time
    /// run.
    pub fn release(&self) {
        self.0.by_hand.store(SYSTEM, Ordering::SeqCst);
    }

    /// A UUIDv7 (RFC 9562): ids made by one process sort in the order they were made. After the milliseconds come 42
    /// bits of a counter and 32 random bits. The random bits come from this thread's generator: every request needs an
    /// id, and asking the kernel each time would cost a system call.
    pub fn id(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let counted = self.0.sequence.generate_timestamp_sequence(seconds, now.timestamp_subsec_nanos());
        let (count, seconds, nanos) = counted;
        let ([.., c2, c3, c4, c5], [r0, r1, r2, r3]) = (count.to_be_bytes(), rand::rng().random::<[u8; 4]>());
        let [.., v0, v1] = (count >> 30).to_be_bytes();
        let variant = c2 & 0b11_1111; // the two bits above belong to the version's part
        let millis = seconds * 1_000 + u64::from(nanos / 1_000_000);
        uuid::Builder::from_unix_timestamp_millis(millis, &[v0, v1, variant, c3, c4, c5, r0, r1, r2, r3]).into_uuid()
    }
}

/// An id that says nothing about when or in which order it was made.
pub fn scattered_id() -> Uuid {
    uuid::Builder::from_random_bytes(rand::rng().random()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_out_whole_microseconds_and_sorted_ids() {
        let clock = Clock::system();
        assert_eq!(clock.now().timestamp_subsec_nanos() % 1_000, 0);
        let ids: Vec<Uuid> = (0..1_000).map(|_| clock.id()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ids.iter().all(|id| id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122));
        let made = ids[0].get_timestamp().map(|at| at.to_unix().0).unwrap_or_default();
        assert!(made.abs_diff(u64::try_from(clock.now().timestamp()).unwrap_or(0)) < 60);
    }

    #[test]
    fn moves_by_hand_until_released() {
        let start = DateTime::from_timestamp_micros(1_700_000_000_000_000).unwrap();
        let clock = Clock::by_hand(start);
        clock.advance(TimeDelta::days(7));
        assert_eq!(clock.now(), start + TimeDelta::days(7));
        clock.release();
        assert!(clock.now() > start + TimeDelta::days(7));
        let before = clock.now();
        clock.put_forward(TimeDelta::days(7));
        assert!((TimeDelta::days(7)..TimeDelta::days(8)).contains(&(clock.now() - before)));
    }
}
