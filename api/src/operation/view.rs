use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::infra::outbox::Backlog;

/// The service, as the instance that answers sees it.
#[derive(Serialize, ToSchema)]
pub struct ServiceStateView {
    #[schema(example = "0.1.0")]
    pub version: &'static str,
    /// The time of this instance, by which its rules decide.
    pub now: DateTime<Utc>,
    pub database: DatabaseStateView,
    pub outbox: OutboxStateView,
    pub channels: ChannelsStateView,
    /// Root keys, the current one first. Only their names.
    pub keys: Vec<KeyStateView>,
    /// Whether Redis, which counts requests for all instances together, can be reached.
    pub redis: RedisStateWord,
}

#[derive(Serialize, ToSchema)]
pub struct DatabaseStateView {
    pub kind: DatabaseKindWord,
    /// The newest migration that has run.
    #[schema(example = "m0016_roles")]
    pub schema: Option<String>,
    /// Migrations this program knows that have not run.
    #[schema(example = 0)]
    pub pending_migrations: usize,
}

#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatabaseKindWord {
    Sqlite,
    Postgresql,
}

/// Messages that have not been sent.
#[derive(Serialize, ToSchema)]
pub struct OutboxStateView {
    #[schema(example = 0)]
    pub waiting: u64,
    /// Given up after a day, or because another attempt can't succeed.
    #[schema(example = 0)]
    pub dead: u64,
    /// Since when the oldest of them waits.
    pub oldest_waiting_at: Option<DateTime<Utc>>,
}

impl From<Backlog> for OutboxStateView {
    fn from(backlog: Backlog) -> Self {
        Self { waiting: backlog.waiting, dead: backlog.dead, oldest_waiting_at: backlog.oldest_waiting }
    }
}

/// Which channels have a provider.
#[derive(Serialize, ToSchema)]
pub struct ChannelsStateView {
    pub mail: bool,
    pub sms: bool,
    /// Signing in and binding with WeChat.
    pub wechat: bool,
}

#[derive(Serialize, ToSchema)]
pub struct KeyStateView {
    #[schema(example = "k1")]
    pub id: String,
    /// next, current, previous or old, as `sanhui keys list` says.
    #[schema(example = "current")]
    pub state: &'static str,
    /// When it began to seal and sign, or will.
    pub from_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RedisStateWord {
    /// Each instance counts requests for itself.
    NotConfigured,
    Reachable,
    /// Each instance counts requests for itself until Redis answers again.
    Unreachable,
}
