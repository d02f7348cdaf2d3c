//! Sanhui (三会): the service. `app` is the wiring; each other folder is a capability, one operation a file.

pub mod accounts;
pub mod app;
pub mod audit;
pub mod demo;
pub mod http;
pub mod in_process;
pub mod infra;
pub mod key_command;
pub mod meetings;
pub mod needs;
pub mod networks;
pub mod notices;
pub mod operation;
pub mod owners;
pub mod places;
pub mod planners;
pub mod projects;
pub mod ratings;
pub mod serve;
pub mod suggestions;
pub mod tally;
pub mod traces;
pub mod verify_command;
pub mod votes;
