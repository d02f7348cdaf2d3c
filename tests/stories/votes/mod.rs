//! Votes of residents on designs, from the roll to the certified result.

mod after;
mod again;
mod ballots;
mod basics;
mod budget;
mod casting;
mod drafts;
mod flats;
mod helpers;
pub mod log;
mod methods;
mod paper;
mod proxies;
mod rehearsals;
mod rolls;
pub mod secrecy;
mod sockets;
mod steps;
mod tamper;
mod turnout;
pub mod verifiers;
mod ways;
