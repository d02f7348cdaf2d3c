//! Requests a minute, per session or address: counted in Redis for all instances together, or here when there is none.
//!
//! Redis is a convenience. While it can't be reached, each instance counts for itself: no limit becomes stricter, and
//! none looser by more than the number of instances. A request answered from memory does not wait for Redis either: it
//! is counted here, and Redis is told once a second. Limits that protect something, such as sign-in codes, are counted
//! in the database.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::Time;
use redis::aio::ConnectionManager;

/// How long an answer waits for Redis before this instance counts for itself.
const PATIENCE: Duration = Duration::from_millis(50);
const WINDOW_SECONDS: i64 = 60;
/// Sessions and addresses one instance counts in a minute: some ten megabytes.
const MOST_COUNTED: usize = 100_000;

pub struct Limits {
    most: u32,
    redis: Option<ConnectionManager>,
    here: Mutex<Windows>,
}

#[derive(Default)]
struct Windows {
    minute: i64,
    counts: HashMap<String, Count>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    used: u32,
    /// How many of them Redis has not been told of.
    untold: u32,
}

/// What the `RateLimit` fields say (draft-ietf-httpapi-ratelimit-headers).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    pub most: u32,
    pub remaining: u32,
    pub resets_in: u32,
    pub allowed: bool,
}

impl Limits {
    pub async fn open(most: u32, redis_url: Option<&str>) -> Self {
        let redis = match redis_url {
            None => None,
            Some(url) => match connect(url).await {
                Ok(manager) => Some(manager),
                Err(error) => {
                    tracing::warn!(%error, "Redis can't be reached; this instance counts requests for itself");
                    None
                }
            },
        };
        Self { most, redis, here: Mutex::default() }
    }

    /// Does Redis answer? None when this instance counts for itself.
    pub async fn reaches_redis(&self) -> Option<bool> {
        let mut redis = self.redis.clone()?;
        let ping = redis::cmd("PING");
        let answered: Result<Result<String, _>, _> = tokio::time::timeout(PATIENCE, ping.query_async(&mut redis)).await;
        Some(matches!(answered, Ok(Ok(_))))
    }

    pub async fn spend(&self, who: &str, now: Time) -> Allowance {
        let minute = minute_of(now);
        let Some(redis) = &self.redis else { return self.spend_here(who, now) };
        let untold = self.change(who, minute, |count| std::mem::take(&mut count.untold));
        let used = match count_in_redis(redis.clone(), who, minute, untold + 1).await {
            Some(told) => self.change(who, minute, |count| {
                count.used = told + count.untold;
                count.used
            }),
            None => self.change(who, minute, |count| count.spend(untold)),
        };
        self.allowance(used, now)
    }

    /// Like [`Self::spend`], but does not wait for Redis, which is told later.
    pub fn spend_here(&self, who: &str, now: Time) -> Allowance {
        self.allowance(self.change(who, minute_of(now), |count| count.spend(0)), now)
    }

    /// Tells Redis what was spent here, and learns what was spent elsewhere.
    pub async fn tell(&self, now: Time) {
        let (Some(redis), minute) = (&self.redis, minute_of(now)) else { return };
        for (who, untold) in self.take_untold(minute) {
            match count_in_redis(redis.clone(), &who, minute, untold).await {
                Some(told) => self.change(&who, minute, |count| count.used = told + count.untold),
                None => self.change(&who, minute, |count| count.untold += untold),
            }
        }
    }

    fn take_untold(&self, minute: i64) -> Vec<(String, u32)> {
        let mut windows = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.minute != minute {
            return Vec::new();
        }
        let untold = windows.counts.iter_mut().filter(|(_, count)| count.untold > 0);
        untold.map(|(who, count)| (who.clone(), std::mem::take(&mut count.untold))).collect()
    }

    fn allowance(&self, used: u32, now: Time) -> Allowance {
        let resets_in = WINDOW_SECONDS - now.timestamp().rem_euclid(WINDOW_SECONDS);
        Allowance {
            most: self.most,
            remaining: self.most.saturating_sub(used),
            resets_in: u32::try_from(resets_in).unwrap_or(60),
            allowed: used <= self.most,
        }
    }

    fn change<T>(&self, who: &str, minute: i64, change: impl FnOnce(&mut Count) -> T) -> T {
        let mut windows = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.minute != minute {
            windows.minute = minute;
            windows.counts.clear();
        }
        if let Some(count) = windows.counts.get_mut(who) {
            return change(count);
        }
        if windows.counts.len() >= MOST_COUNTED {
            windows.counts.clear(); // somebody with that many addresses is not stopped by counting them
        }
        change(windows.counts.entry(who.to_owned()).or_default())
    }
}

impl Count {
    /// Counts one more request, and adds those that Redis could not be told of.
    fn spend(&mut self, untold: u32) -> u32 {
        self.used = self.used.saturating_add(1);
        self.untold = self.untold.saturating_add(untold + 1);
        self.used
    }
}

fn minute_of(now: Time) -> i64 {
    now.timestamp().div_euclid(WINDOW_SECONDS)
}

async fn connect(url: &str) -> redis::RedisResult<ConnectionManager> {
    let config = redis::aio::ConnectionManagerConfig::new().set_number_of_retries(1);
    redis::Client::open(url)?.get_connection_manager_with_config(config).await
}

async fn count_in_redis(mut redis: ConnectionManager, who: &str, minute: i64, times: u32) -> Option<u32> {
    let key = format!("sanhui:requests:{minute}:{who}");
    let mut both = redis::pipe();
    both.atomic().incr(&key, times).expire(&key, 2 * WINDOW_SECONDS).ignore();
    let counted: Result<(u32,), _> = tokio::time::timeout(PATIENCE, both.query_async(&mut redis)).await.ok()?;
    counted.ok().map(|(count,)| count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_window_ends_with_the_minute() {
        let limits = Limits::open(2, None).await;
        let now = chrono::DateTime::from_timestamp(1_800_000_030, 0).unwrap();
        assert!(limits.spend("a", now).await.allowed);
        assert_eq!(limits.spend("a", now).await.remaining, 0);
        assert!(!limits.spend("a", now).await.allowed);
        assert!(limits.spend("b", now).await.allowed);
        let later = now + chrono::TimeDelta::seconds(60);
        assert!(limits.spend("a", later).await.allowed);
    }
}
