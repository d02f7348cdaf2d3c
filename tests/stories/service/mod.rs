//! What holds for every operation and for whoever runs the service.

mod audit;
mod conventions;
mod kept_reads;
mod keys;
mod log_lines;
mod privacy;
mod races;
mod security_events;
mod security_events_of_accounts;
