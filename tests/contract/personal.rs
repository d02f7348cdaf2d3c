//! Every column that names a person is in the list by which export and erasure work.

use std::collections::BTreeSet;
use std::fs;

use migrations::{Migrator, MigratorTrait as _};
use sanhui::infra::personal::{Form, NAMINGS, SECTIONS};
use sanhui::infra::sealed::SEALED;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement};

use crate::project;

/// Names of id columns that never hold the id of an account.
const THINGS: &[&str] = &[
    "adopted_id",
    "approval_vote_id",
    "approved_design_id",
    "appointment_id",
    "attempts_id",
    "batch_id",
    "decision_id",
    "design_id",
    "device_id",
    "from_id",
    "hearing_id",
    "meeting_id",
    "predecessor_id",
    "project_id",
    "proxy_id",
    "rating_id",
    "register_id",
    "request_id",
    "session_id",
    "suggestion_id",
    "to_id",
    "unit_id",
    "vote_id",
    "about_id",
    "list_id",
    "moved_to",
];

/// Columns whose name is ambiguous: `planner_id` is an engagement in these tables, and an account in others.
const ENGAGEMENTS: &[&str] = &["suggestions.planner_id"];

async fn schema() -> DatabaseConnection {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).sqlx_logging(false);
    let database = Database::connect(options).await.unwrap();
    Migrator::up(&database, None).await.unwrap();
    database
}

/// Table and name of every column whose declared type contains this word; the empty word finds all.
async fn columns(database: &DatabaseConnection, kind: &str) -> BTreeSet<(String, String)> {
    let sql = format!(
        "SELECT m.name AS t, c.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND lower(c.type) LIKE '%{kind}%'"
    );
    let rows = database.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
    rows.iter().map(|row| (row.try_get("", "t").unwrap(), row.try_get("", "c").unwrap())).collect()
}

#[tokio::test]
async fn every_column_that_may_name_an_account_is_in_the_list() {
    let ids = columns(&schema().await, "uuid").await;
    let names_a_thing = |(table, column): &(String, String)| {
        (column == "id" && table != "accounts")
            || THINGS.contains(&column.as_str())
            || ENGAGEMENTS.contains(&format!("{table}.{column}").as_str())
    };
    let found: BTreeSet<String> =
        ids.iter().filter(|one| !names_a_thing(one)).map(|(table, column)| format!("{table}.{column}")).collect();
    let listed: BTreeSet<String> = NAMINGS.iter().map(|one| format!("{}.{}", one.table, one.column)).collect();
    assert_eq!(found, listed, "say in api/src/infra/personal.rs what export and erasure do with it");
    assert_eq!(listed.len(), NAMINGS.len(), "a column is listed twice");
}

#[tokio::test]
async fn what_is_exported_is_exported_whole_or_withheld_by_name() {
    let database = schema().await;
    let (all, binary) = (columns(&database, "").await, columns(&database, "blob").await);
    let mut sections = BTreeSet::new();
    for section in SECTIONS {
        assert!(sections.insert((section.table, section.by)), "{} twice", section.table);
        let of_table = all.iter().filter(|(table, _)| table == section.table).map(|(_, column)| column.as_str());
        let mut there: BTreeSet<&str> = of_table.collect();
        for column in section.columns.iter().map(|(name, _)| *name).chain(section.withheld.iter().copied()) {
            assert!(there.remove(column), "{}.{column} is not there, or named twice", section.table);
        }
        assert!(
            there.is_empty() || there == BTreeSet::from([section.by]),
            "{}: neither exported nor withheld: {there:?}",
            section.table
        );
        for (name, form) in section.columns {
            let is_sealed = binary.contains(&(section.table.to_owned(), (*name).to_owned()));
            assert_eq!(*form == Form::Sealed, is_sealed, "{}.{name}", section.table);
        }
    }
    for naming in NAMINGS {
        let is_section = sections.contains(&(naming.table, naming.column));
        assert_eq!(naming.not_exported.is_none(), is_section, "{}.{}", naming.table, naming.column);
    }
}

/// Sealed values that stay when an account is erased, and why that is right.
const SEALED_ELSEWHERE: &[(&str, &str)] = &[
    ("owner_entries.phone", "who owns a flat is no matter of an account; a decision's register is never changed"),
    ("owner_entries.name", "as above"),
    ("owner_proxies.holder", "whom an owner authorised in a decision; what was decided by it is never changed"),
    ("owner_proxies.reference", "the evidence of a mandate, filed by number"),
    ("owner_proxies.revocation", "as above"),
    ("urn.sealed", "votes are never touched"),
    ("waiting_leaves.sealed", "votes are never touched"),
    ("paper_ballots.first_entry", "votes are never touched, and a sheet is nobody's"),
    ("paper_ballots.second_entry", "votes are never touched, and a sheet is nobody's"),
    ("assisted_ballots.reference", "votes are never touched; it is the evidence that somebody wanted to be helped"),
    ("outbox.content", "gone when it is sent"),
];

#[test]
fn everything_sealed_goes_with_its_person() {
    let erasure = fs::read_to_string(project("api/src/accounts/rights/erasure/mod.rs")).unwrap();
    let carried_out = erasure.split("async fn carry_out").nth(1).and_then(|rest| rest.split("\n}\n").next()).unwrap();
    // The call that removes the sealed values of each table.
    let by = [
        ("accounts", "people::store::forget("),
        ("phone_codes", "ways_in::forget_ways_in("),
        ("wechat_identities", "ways_in::forget_ways_in("),
        ("second_factors", "forget_password("),
        ("household_entries", "forget_residencies("),
        ("consent_decisions", "consents::store::forget("),
        ("exports", "erasing::delete_rows("),
    ];
    for column in SEALED.iter().filter(|one| !SEALED_ELSEWHERE.iter().any(|(name, _)| *name == one.name())) {
        let (_, call) =
            by.iter().find(|(table, _)| *table == column.table).unwrap_or_else(|| panic!("{}", column.name()));
        assert!(carried_out.contains(call), "{} is not removed by carry_out", column.name());
    }
    assert!(!erasure.contains("votes::"), "erasure does not touch votes");
}
