//! Rules that hold for every operation, and what the people who run the service rely on: audit trail, keys and log.

mod audit;
mod conventions;
mod keys;
mod log_lines;
mod privacy;
mod races;
mod remembered_reads;
mod security_events;
mod security_events_of_accounts;
