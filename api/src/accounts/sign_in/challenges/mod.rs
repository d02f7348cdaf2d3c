//! Unfinished sign-ins: the password was right, and the second factor must still be proved.

mod entity;
pub mod store;
