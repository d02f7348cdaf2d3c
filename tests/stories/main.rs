//! Stories: what people do with the service, told by calling operations.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a story that can't go on fails where it stands"
)]

mod accounts;
mod blueprint;
mod flow;
mod owners;
mod residency;
mod service;
mod votes;

use sea_orm::{ConnectionTrait as _, Statement};

/// One number straight from the database, for facts that no operation tells. The query names its column `answer`.
async fn ask_database(town: &tests::Town, sql: &str) -> i64 {
    let database = town.app().db().reads();
    let asked = Statement::from_string(database.get_database_backend(), sql.to_owned());
    database.query_one_raw(asked).await.expect("an answer").expect("a row").try_get("", "answer").expect("a number")
}

/// Changes the database directly, for states that the story's operations cannot bring about.
async fn change_database(town: &tests::Town, sql: &str) {
    tries_to_change_database(town, sql).await.expect("a change");
}

/// Like [`change_database`], for a change that the database may refuse.
async fn tries_to_change_database(town: &tests::Town, sql: &str) -> Result<(), sea_orm::DbErr> {
    town.app().db().reads().execute_unprepared(sql).await.map(|_| ())
}

/// An id as it is written in a query on this database.
fn literal(town: &tests::Town, id: &str) -> String {
    if town.app().db().is_postgres() { format!("'{id}'") } else { format!("X'{}'", id.replace('-', "")) }
}
