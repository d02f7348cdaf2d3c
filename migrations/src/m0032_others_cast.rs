//! Ballots that helpers and proxies cast for a voter, and the people through whose hands the ballots of others went.
//!
//! Nothing here leads from a voter to a ballot: that somebody was helped, or is represented, stands beside neither a
//! choice nor a commitment.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A voter has at most one proxy that is not revoked, and one ballot by a helper that has not ended. The query builder
/// has no partial indexes; both databases read this SQL.
const ONE_EACH: [&str; 2] = [
    "CREATE UNIQUE INDEX proxies_one_standing ON proxies (vote_id, voter) WHERE revoked_at IS NULL",
    "CREATE UNIQUE INDEX assisted_ballots_one_standing ON assisted_ballots (vote_id, voter) WHERE ended IS NULL",
];

/// The people who keyed sheets, or closed batches, before they were recorded in this table.
const HANDS_SO_FAR: &str = "INSERT INTO vote_hands (vote_id, account_id) \
    SELECT vote_id, first_by FROM paper_ballots \
    UNION SELECT vote_id, second_by FROM paper_ballots WHERE second_by IS NOT NULL \
    UNION SELECT vote_id, resolved_by FROM paper_ballots WHERE resolved_by IS NOT NULL \
    UNION SELECT vote_id, closed_by FROM paper_batches WHERE closed_by IS NOT NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Null for votes that are stored already: in them nobody was allowed to cast for another.
        for column in [string_null("between_ways"), small_integer_null("proxies_each")] {
            manager.alter_table(Table::alter().table("votes").add_column(column).to_owned()).await?;
        }
        let of_vote = |table: &'static str| ForeignKey::create().from(table, "vote_id").to("votes", "id").to_owned();

        let assisted = Table::create()
            .table("assisted_ballots")
            .col(uuid("id").primary_key())
            .col(uuid("vote_id"))
            .col(string("voter"))
            .col(uuid("helper"))
            .col(string("method"))
            .col(string("consent"))
            .col(binary("reference"))
            .col(string_null("ended"))
            .foreign_key(&mut of_vote("assisted_ballots"))
            .to_owned();
        manager.create_table(assisted).await?;
        index(manager, "assisted_ballots", &["vote_id", "id"], false).await?;

        let proxies = Table::create()
            .table("proxies")
            .col(uuid("id").primary_key())
            .col(uuid("vote_id"))
            .col(string("voter"))
            .col(uuid("giver"))
            .col(uuid("holder"))
            .col(string("scope"))
            .col(timestamp_with_time_zone_null("until"))
            .col(timestamp_with_time_zone("given_at"))
            .col(boolean("used"))
            .col(timestamp_with_time_zone_null("revoked_at"))
            .foreign_key(&mut of_vote("proxies"))
            .to_owned();
        manager.create_table(proxies).await?;
        index(manager, "proxies", &["holder", "vote_id"], false).await?;
        index(manager, "proxies", &["giver"], false).await?;
        index(manager, "proxies", &["vote_id", "used"], false).await?;

        let hands = Table::create()
            .table("vote_hands")
            .col(uuid("vote_id"))
            .col(uuid("account_id"))
            .primary_key(Index::create().col("vote_id").col("account_id"))
            .foreign_key(&mut of_vote("vote_hands"))
            .to_owned();
        manager.create_table(hands).await?;
        for sql in ONE_EACH.into_iter().chain([HANDS_SO_FAR]) {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["vote_hands", "proxies", "assisted_ballots"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for column in ["proxies_each", "between_ways"] {
            let column = Alias::new(column);
            manager.alter_table(Table::alter().table("votes").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
