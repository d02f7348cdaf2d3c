//! What every operation shares with every other: who calls, what may be said, how it is answered and described.

mod address;
pub mod body;
pub mod caller;
pub mod demo_clock;
pub mod document;
pub mod edge;
mod guide;
pub mod kept;
pub mod kept_messages;
mod kinds;
pub mod page;
pub mod path;
pub mod problem;
pub mod query;
pub mod refused;
pub mod reply;
pub mod routes;
pub mod service;
pub mod streamed;
pub mod table;
pub mod words;
