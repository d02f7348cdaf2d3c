//! Growth: no statement of a story reads a whole table that grows, on either database.
//!
//! The statements are the service's own, heard while people use it. Tables are small then, so PostgreSQL is told to shun
//! reading them whole, and to plan without the values; what still reads all of a table has no index that helps. SQLite
//! plans by its rules alone when it has gathered no figures.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken promise fails where it is found"
)]

#[path = "../stories/flow.rs"]
mod flow;
mod heard;
mod plan;
mod town_life;

use std::collections::BTreeSet;

use tests::{Town, story};

/// Read as a whole, and may be: the table, words of the statement, and why it stays cheap.
const MAY: &[(&str, &str, &str)] = &[
    ("urn", "FROM urn NOT INDEXED", "ballots of running votes alone; SQLite takes four times as long to look up each"),
    ("unit_areas", "LIKE", "two or three rows for each of some fifteen hundred units"),
    ("units", "\"units\".\"west\" <=", "some fifteen hundred units"),
];

#[test]
fn no_statement_reads_a_growing_table_whole() {
    let heard = heard::listen();
    story(async |town| {
        heard.forget();
        town_life::goes_by(&town).await;
        let statements = heard.statements();
        assert!(statements.len() > 100, "the service was heard: {}", statements.len());
        let tables = plan::tables(&town).await;
        let by = async |column: &str| {
            let value = if town.app().db().is_postgres() { "$1" } else { "?" };
            let sql = format!("SELECT display_name FROM accounts WHERE {column} = {value}");
            plan::read_whole(&town, &tables, &sql).await
        };
        assert_eq!((by("display_name").await, by("email_index").await), (vec!["accounts".to_owned()], vec![]));
        let mut offences = Vec::new();
        for sql in &statements {
            for table in plan::read_whole(&town, &tables, sql).await {
                let may = |(known, words, _): &(&str, &str, &str)| *known == table && sql.contains(words);
                if !MAY.iter().any(may) {
                    offences.push(format!("{table} by {sql}"));
                }
            }
        }
        assert!(offences.is_empty(), "{} read a table whole:\n{}", offences.len(), offences.join("\n"));
        as_the_polls_open(&town, &tables, &statements).await;
    });
}

/// PostgreSQL plans what a cast asks for when the roll is long and the urn is empty, and keeps the plan. Joined, the urn was
/// looked up by the voter alone, through all of its index.
async fn as_the_polls_open(town: &Town, tables: &BTreeSet<String>, statements: &[String]) {
    if !town.app().db().is_postgres() {
        return;
    }
    plan::open_polls(town).await;
    let joined = "SELECT roll.voter, paper.batch_id, urn.id FROM unnest($1::uuid[], $2::uuid[]) AS asked (vote_id, account_id) \
         LEFT JOIN roll_entries roll ON roll.vote_id = asked.vote_id AND roll.account_id = asked.account_id \
         LEFT JOIN paper_handouts paper ON paper.vote_id = asked.vote_id AND paper.voter = roll.voter \
         LEFT JOIN urn ON urn.vote_id = asked.vote_id AND urn.voter = roll.voter";
    let found = plan::read_whole(town, tables, joined).await;
    assert!(found.contains(&"urn".to_owned()), "a join is planned well here, so that nothing is shown: {found:?}");
    let of_casts: Vec<&String> =
        statements.iter().filter(|sql| sql.starts_with("WITH") && sql.contains("urn")).collect();
    assert!(of_casts.len() >= 3, "who casts for whom, and ballots: {of_casts:?}");
    for sql in of_casts {
        assert_eq!(plan::read_whole(town, tables, sql).await, Vec::<String>::new(), "{sql}");
    }
}
