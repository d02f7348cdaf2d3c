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

use tests::story;

/// Read as a whole, and may be: the table, words of the statement, and why it stays cheap.
const MAY: &[(&str, &str, &str)] = &[
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
    });
}
