//! Where people live or work, and who answers for it.

mod claims;
pub mod codes;
mod lists;
mod moves;
