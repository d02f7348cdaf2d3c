//! The tools of a handler: who calls, what may be said, and how it is answered.

pub mod body;
pub mod caller;
pub mod idempotency;
pub mod page;
pub mod path;
pub mod query;
pub mod reply;
pub mod routes;
pub mod streamed;
pub mod table;
pub mod words;
