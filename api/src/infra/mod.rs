//! What the service needs from the machine it runs on: a clock, a database, keys, settings, ways out.

pub mod audit;
pub mod clock;
pub mod db;
pub mod idempotency;
pub mod keys;
pub mod limits;
pub mod outbox;
pub mod settings;
pub mod telemetry;
