//! What sessions may do, remembered for at most a second, so that a burst of requests reads its rows once.
//!
//! A change by another instance is seen when the second is over, a change by this instance at once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use domain::Time;
use domain::ids::SessionId;

use super::authority::Authority;

const LIFE: Duration = Duration::from_millis(900); // the rest of the second is for reading the rows
const MOST: usize = 10_000;

#[derive(Default)]
pub struct Sessions(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    /// Counts the changes, so that what was read before one is not remembered after it.
    epoch: u64,
    known: HashMap<SessionId, Known>,
}

struct Known {
    authority: Authority,
    read_at: Time,
    read: Instant,
}

impl Sessions {
    pub fn epoch(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).epoch
    }

    pub fn recall(&self, session: SessionId, now: Time) -> Option<Authority> {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = inner.known.get(&session)?;
        // A clock moved by hand may jump while the machine's stands nearly still.
        let fresh = known.read.elapsed() < LIFE && (now - known.read_at).abs() < TimeDelta::seconds(1);
        fresh.then(|| known.authority.clone())
    }

    /// `epoch` must have been read before the rows were.
    pub fn remember(&self, authority: &Authority, epoch: u64, now: Time) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.epoch != epoch {
            return;
        }
        if inner.known.len() >= MOST {
            inner.known.clear();
        }
        let known = Known { authority: authority.clone(), read_at: now, read: Instant::now() };
        inner.known.insert(authority.session, known);
    }

    /// After a change of any session, appointment or list of networks.
    pub fn forget(&self) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.epoch += 1;
        inner.known.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::account::Means;
    use domain::ids::AccountId;
    use uuid::Uuid;

    #[test]
    fn forgets_with_the_second_and_with_every_change() {
        let (sessions, session) = (Sessions::default(), SessionId(Uuid::from_u128(1)));
        let (account, networks) = (AccountId(Uuid::from_u128(2)), domain::network::StaffNetworks::default());
        let (posts, asleep, means) = (Vec::new(), Vec::new(), Means::Password);
        let authority =
            Authority { account, session, posts, asleep, networks, means, proved_at: None, is_leaving: false };
        let now = chrono::DateTime::UNIX_EPOCH;
        sessions.remember(&authority, sessions.epoch(), now);
        assert!(sessions.recall(session, now).is_some());
        assert!(sessions.recall(session, now + TimeDelta::seconds(1)).is_none());
        let before = sessions.epoch();
        sessions.forget();
        assert!(sessions.recall(session, now).is_none());
        sessions.remember(&authority, before, now);
        assert!(sessions.recall(session, now).is_none(), "what was read before the change is not remembered");
    }
}
