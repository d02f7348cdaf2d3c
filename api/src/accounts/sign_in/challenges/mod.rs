//! Sign-ins half-way: the password was right, the second factor is to be proved.

mod entity;
pub mod store;
