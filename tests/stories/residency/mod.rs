//! Residencies: where people live or work, and which moderator, code or list verified it.

mod claims;
pub mod codes;
mod lists;
mod moves;
