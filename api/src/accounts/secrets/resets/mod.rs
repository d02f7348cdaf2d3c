//! Codes that were mailed to people who forgot their password.

mod entity;
pub mod store;
