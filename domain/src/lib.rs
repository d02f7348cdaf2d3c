//! The rules of 三会, checkable by someone who knows no SQL and no HTTP.
//!
//! Nothing here reads a clock, draws a random number, or knows how a value is stored or sent. Every decision is a
//! function of values (and `now`, where time matters) that gives back a new value or a named refusal.

pub mod account;
pub mod appointment;
pub mod area;
pub mod calendar;
pub mod consent;
pub mod design;
pub mod facility;
pub mod geo;
pub mod ids;
pub mod meeting;
pub mod money;
pub mod need;
pub mod network;
pub mod owner;
pub mod planner;
pub mod project;
pub mod rating;
pub mod register;
pub mod residency;
pub mod suggestion;
pub mod table;
pub mod text;
pub mod trace;
pub mod unit;
pub mod vote;

/// An instant in UTC, to whole microseconds (what both databases keep).
pub type Time = chrono::DateTime<chrono::Utc>;
