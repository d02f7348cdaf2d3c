//! Accounts: how people sign in, prove who they are, manage their data, and get and lose posts.

mod attempts;
mod cards;
mod consents;
mod duties;
mod erasure;
mod export;
pub mod forged;
mod mails;
mod oversight;
mod passwords;
mod people;
mod phone_codes;
mod proofs;
mod second_factor;
mod second_factor_codes;
mod sessions;
mod staff;
mod staff_networks;
mod tokens;
mod wechat;
