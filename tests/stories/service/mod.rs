//! What holds for every operation and for whoever runs the service.

mod audit;
mod conventions;
mod keys;
mod log_lines;
mod privacy;
mod races;
mod remembered_reads;
mod security_events;
