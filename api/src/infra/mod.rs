//! What the service needs from the machine it runs on: a clock, a database, keys, settings, ways out.

pub mod audit;
pub mod calendar;
pub mod clock;
pub mod db;
pub mod delivery;
pub mod gates;
pub mod idempotency;
pub mod kept;
pub mod keys;
pub mod limits;
pub mod mail;
pub mod outbox;
pub mod outgoing;
pub mod passwords;
pub mod personal;
pub mod refusals;
pub mod reseal;
pub mod rows;
pub mod sealed;
pub mod sessions;
pub mod settings;
pub mod signatures;
pub mod sms;
pub mod telemetry;
pub mod tokens;
pub mod wechat;
