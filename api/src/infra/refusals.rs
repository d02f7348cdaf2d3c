//! Refusals on their way to the audit trail. The first of its kind from one session or address in a minute is written
//! at once. Later ones are counted, and written as one event when the minute is over. So a flood of refused requests
//! becomes a few events, and the trail can't be filled from outside.
//!
//! Each instance counts what it refused itself. A crash loses at most a minute's counts, never a first event.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::Time;
use uuid::Uuid;

use super::actor::Actor;

/// Sessions and addresses told apart in a minute. Those beyond are counted together.
const MOST: usize = 1_000;

#[derive(Default)]
pub struct Refusals(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    minute: i64,
    /// By session (or address) and action.
    counted: HashMap<(String, &'static str), Refusal>,
    /// Counts of minutes that are over.
    due: Vec<Refusal>,
}

/// What was refused, to whom, how often.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub action: &'static str,
    pub actor: Actor,
    pub on: Uuid,
    pub times: u32,
}

impl Refusals {
    /// Counts a refusal. Gives it back when it is the first of its kind in this minute and has to be written now.
    pub fn count(&self, who: String, refusal: Refusal, now: Time) -> Option<Refusal> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.turn(now);
        let is_full = inner.counted.len() >= MOST;
        let key = (who, refusal.action);
        if let Some(known) = inner.counted.get_mut(&key) {
            known.times = known.times.saturating_add(1);
            return None;
        }
        if is_full {
            let everybody = Actor { account: None, role: "anonymous", address: String::new(), ..refusal.actor };
            let rest = Refusal { actor: everybody, times: 0, ..refusal };
            let rest = inner.counted.entry((String::new(), rest.action)).or_insert(rest);
            rest.times = rest.times.saturating_add(1);
            return None;
        }
        inner.counted.insert(key, Refusal { times: 0, ..refusal.clone() });
        Some(refusal)
    }

    /// The counts of minutes that are over. Each is given once.
    pub fn due(&self, now: Time) -> Vec<Refusal> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.turn(now);
        std::mem::take(&mut inner.due)
    }

    /// Like [`Refusals::due`], with what this minute has counted so far.
    pub fn all(&self) -> Vec<Refusal> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.close();
        std::mem::take(&mut inner.due)
    }
}

impl Inner {
    fn turn(&mut self, now: Time) {
        let minute = now.timestamp().div_euclid(60);
        if minute != self.minute {
            self.close();
            self.minute = minute;
        }
    }

    fn close(&mut self) {
        let counted = std::mem::take(&mut self.counted).into_values();
        self.due.extend(counted.filter(|refusal| refusal.times > 0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(action: &'static str) -> Refusal {
        let actor = Actor { account: None, role: "anonymous", address: "203.0.113.7".to_owned(), request: Uuid::nil() };
        Refusal { action, actor, on: Uuid::nil(), times: 1 }
    }

    fn at(second: i64) -> Time {
        chrono::DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    #[test]
    fn the_first_is_written_and_the_rest_is_counted() {
        let refusals = Refusals::default();
        assert!(refusals.count("a".to_owned(), refusal("refuse_role"), at(0)).is_some());
        for second in 1..5 {
            assert!(refusals.count("a".to_owned(), refusal("refuse_role"), at(second)).is_none());
        }
        assert!(refusals.count("a".to_owned(), refusal("refuse_token"), at(5)).is_some());
        assert!(refusals.count("b".to_owned(), refusal("refuse_role"), at(5)).is_some());
        assert!(refusals.due(at(59)).is_empty(), "the minute is not over");
        let due: Vec<_> = refusals.due(at(60)).iter().map(|due| (due.action, due.times)).collect();
        assert_eq!(due, [("refuse_role", 4)]);
        assert!(refusals.due(at(120)).is_empty());
        assert!(refusals.count("a".to_owned(), refusal("refuse_role"), at(121)).is_some(), "a new minute");
    }

    #[test]
    fn a_crowd_is_counted_together() {
        let refusals = Refusals::default();
        let written =
            (0..5_000).filter(|who| refusals.count(format!("address {who}"), refusal("refuse_token"), at(0)).is_some());
        assert_eq!(written.count(), MOST);
        let due = refusals.due(at(60));
        assert_eq!(due.iter().map(|due| (due.actor.address.as_str(), due.times)).collect::<Vec<_>>(), [("", 4_000)]);
    }
}
