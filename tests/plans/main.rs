//! Growth: no statement of the service reads a growing table as a whole, on either database.
//!
//! The statements are recorded while people use the service. Tables are small in a test, so PostgreSQL is told to avoid
//! reading them whole and to plan without the values; a statement that still reads all of a table has no index that
//! helps. SQLite plans by rules alone when it has no statistics.

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

/// Tables that a statement may read as a whole: the table, words of the statement, and why that stays cheap.
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

/// PostgreSQL plans the statements of a cast while the roll is long and the urn is empty, and keeps these plans for the
/// night. In a join of roll and urn it then searches the urn by voter alone, through the whole index. So the test first
/// shows that such a join is planned badly, and then that the service's statements are not.
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
