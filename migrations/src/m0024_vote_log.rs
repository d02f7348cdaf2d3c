//! Votes a loser can check: ballots apart from voters, and the log of each vote.
//!
//! While a vote runs, `urn` holds who voted and, sealed, what. At the close `open_ballots` takes the ballots and
//! `poll_book` the voters, in orders that have nothing to do with one another.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        refuse_undecided(manager).await?;
        let of_vote = |table: &'static str| ForeignKey::create().from(table, "vote_id").to("votes", "id").to_owned();

        let urn = Table::create()
            .table("urn")
            .col(uuid("id").primary_key())
            .col(uuid("vote_id"))
            .col(string("voter"))
            .col(binary("sealed"))
            .foreign_key(&mut of_vote("urn"))
            .to_owned();
        manager.create_table(urn).await?;
        index(manager, "urn", &["vote_id", "voter"], true).await?;

        let waiting = Table::create()
            .table("waiting_leaves")
            .col(uuid("id").primary_key())
            .col(uuid("vote_id"))
            .col(binary("sealed"))
            .foreign_key(&mut of_vote("waiting_leaves"))
            .to_owned();
        manager.create_table(waiting).await?;
        index(manager, "waiting_leaves", &["vote_id", "id"], false).await?;

        let book = Table::create()
            .table("poll_book")
            .col(uuid("vote_id"))
            .col(string("voter"))
            .primary_key(Index::create().col("vote_id").col("voter"))
            .foreign_key(&mut of_vote("poll_book"))
            .to_owned();
        manager.create_table(book).await?;

        let ballots = Table::create()
            .table("open_ballots")
            .col(uuid("vote_id"))
            .col(string("commitment"))
            .col(string("nonce"))
            .col(text("ballot"))
            .primary_key(Index::create().col("vote_id").col("commitment"))
            .foreign_key(&mut of_vote("open_ballots"))
            .to_owned();
        manager.create_table(ballots).await?;

        let logs = Table::create()
            .table("vote_logs")
            .col(uuid("vote_id").primary_key())
            .col(string("origin"))
            .col(big_integer("size"))
            .col(text("peaks"))
            .col(timestamp_with_time_zone("appended_at"))
            .foreign_key(&mut of_vote("vote_logs"))
            .to_owned();
        manager.create_table(logs).await?;

        let leaves = Table::create()
            .table("vote_log_leaves")
            .col(uuid("vote_id"))
            .col(big_integer("position"))
            .col(text("leaf"))
            .col(string_null("commitment"))
            .primary_key(Index::create().col("vote_id").col("position"))
            .foreign_key(&mut of_vote("vote_log_leaves"))
            .to_owned();
        manager.create_table(leaves).await?;
        index(manager, "vote_log_leaves", &["vote_id", "commitment"], false).await?;

        let nodes = Table::create()
            .table("vote_log_nodes")
            .col(uuid("vote_id"))
            .col(small_integer("level"))
            .col(big_integer("position"))
            .col(string("hash"))
            .primary_key(Index::create().col("vote_id").col("level").col("position"))
            .foreign_key(&mut of_vote("vote_log_nodes"))
            .to_owned();
        manager.create_table(nodes).await?;

        let checkpoints = Table::create()
            .table("vote_checkpoints")
            .col(uuid("vote_id"))
            .col(big_integer("size"))
            .col(text("note"))
            .col(string("key"))
            .primary_key(Index::create().col("vote_id").col("size"))
            .foreign_key(&mut of_vote("vote_checkpoints"))
            .to_owned();
        manager.create_table(checkpoints).await?;

        // It stays known who voted. The ballots, sealed beside their voters' names, are dropped.
        let connection = manager.get_connection();
        let moved = "INSERT INTO poll_book (vote_id, voter) SELECT vote_id, voter FROM ballots ORDER BY vote_id, voter";
        connection.execute_unprepared(moved).await?;
        manager.drop_table(Table::drop().table("ballots").to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables =
            ["vote_checkpoints", "vote_log_nodes", "vote_log_leaves", "vote_logs", "open_ballots", "poll_book"];
        for table in tables.into_iter().chain(["waiting_leaves", "urn"]) {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        let ballots = Table::create()
            .table("ballots")
            .col(uuid("id").primary_key())
            .col(uuid("vote_id"))
            .col(string("voter"))
            .col(binary("choice"))
            .col(string("commitment"))
            .col(timestamp_with_time_zone("accepted_at"))
            .col(string("key_id"))
            .col(string("signature"))
            .foreign_key(ForeignKey::create().from("ballots", "vote_id").to("votes", "id"))
            .to_owned();
        manager.create_table(ballots).await?;
        index(manager, "ballots", &["vote_id", "voter"], true).await?;
        index(manager, "ballots", &["vote_id", "id"], false).await
    }
}

/// Ballots of the earlier kind can't enter a log, and must not be lost before their vote is decided.
async fn refuse_undecided(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let sql = "SELECT COUNT(*) AS undecided FROM votes WHERE status NOT IN ('certified', 'voided') \
        AND EXISTS (SELECT 1 FROM ballots WHERE ballots.vote_id = votes.id)";
    let asked = sea_orm_migration::sea_orm::Statement::from_string(connection.get_database_backend(), sql.to_owned());
    let undecided: i64 = match connection.query_one_raw(asked).await? {
        Some(row) => row.try_get("", "undecided")?,
        None => 0,
    };
    if undecided > 0 {
        return Err(DbErr::Custom(format!(
            "{undecided} votes hold ballots and are neither certified nor voided; certify or void them with the version of \
             Sanhui they were opened with, then start this one (the demo: --fresh)"
        )));
    }
    Ok(())
}
