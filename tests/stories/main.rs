//! What people live through, told by operation ids.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a story that can't go on fails where it stands"
)]

mod after;
mod again;
mod attempts;
mod audit;
mod ballots;
mod budget;
mod cards;
mod casting;
mod consents;
mod conventions;
mod drafts;
mod duties;
mod erasure;
mod export;
mod flats;
mod flow;
mod forged;
mod gates;
mod helpers;
mod kept_reads;
mod keys;
mod large_registers;
mod log_lines;
mod mails;
mod methods;
mod needs;
mod night;
mod oversight;
mod owner_registers;
mod owners;
mod owners_log;
mod owners_night;
mod owners_paper;
mod owners_proxies;
mod paper;
mod passwords;
mod people;
mod phone_codes;
mod places;
mod planners;
mod privacy;
mod projects;
mod proofs;
mod proxies;
mod races;
mod rehearsals;
mod residency;
mod residency_codes;
mod residency_lists;
mod residency_moves;
mod rolls;
mod second_factor;
mod secrecy;
mod security_events;
mod sessions;
mod sockets;
mod staff;
mod staff_networks;
mod suggestions;
mod tamper;
mod tokens;
mod turnout;
mod verifiers;
mod vote_log;
mod votes;
mod ways;
mod wechat;
mod whole_cycle;

use sea_orm::{ConnectionTrait as _, Statement};

/// One number that no operation tells: what the database says.
async fn ask_database(town: &tests::Town, sql: &str) -> i64 {
    let database = town.app().db().reads();
    let asked = Statement::from_string(database.get_database_backend(), sql.to_owned());
    database.query_one_raw(asked).await.expect("an answer").expect("a row").try_get("", "answer").expect("a number")
}

/// Brings about what an operation outside the story would.
async fn change_database(town: &tests::Town, sql: &str) {
    tries_to_change_database(town, sql).await.expect("a change");
}

async fn tries_to_change_database(town: &tests::Town, sql: &str) -> Result<(), sea_orm::DbErr> {
    town.app().db().reads().execute_unprepared(sql).await.map(|_| ())
}

/// How an id stands in a query on this database.
fn literal(town: &tests::Town, id: &str) -> String {
    if town.app().db().is_postgres() { format!("'{id}'") } else { format!("X'{}'", id.replace('-', "")) }
}
