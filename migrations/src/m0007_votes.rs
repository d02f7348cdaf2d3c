//! Votes: what is asked and by which rule, who may vote, sealed ballots, and what was counted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let votes = Table::create()
            .table("votes")
            .col(uuid("id").primary_key())
            .col(uuid("project_id"))
            .col(uuid("unit_id"))
            .col(uuid_null("meeting_id"))
            .col(string("title"))
            .col(string("method"))
            .col(small_integer_null("at_most"))
            .col(string("electorate"))
            .col(string_null("quorum"))
            .col(string_null("threshold"))
            .col(string("lot_order"))
            .col(timestamp_with_time_zone_null("opens_at"))
            .col(timestamp_with_time_zone("closes_at"))
            .col(uuid("drafted_by"))
            .col(timestamp_with_time_zone("drafted_at"))
            .col(string("status"))
            .col(uuid_null("opened_by"))
            .col(timestamp_with_time_zone_null("opened_at"))
            .col(timestamp_with_time_zone_null("begins_at"))
            .col(big_integer_null("roll_size"))
            .col(string_null("roll_hash"))
            .col(uuid_null("closed_by"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .col(string_null("close_reason"))
            .col(uuid_null("certified_by"))
            .col(timestamp_with_time_zone_null("certified_at"))
            .foreign_key(ForeignKey::create().from("votes", "project_id").to("projects", "id"))
            .foreign_key(ForeignKey::create().from("votes", "unit_id").to("units", "id"))
            .foreign_key(ForeignKey::create().from("votes", "meeting_id").to("meetings", "id"))
            .to_owned();
        manager.create_table(votes).await?;
        index(manager, "votes", &["project_id"], false).await?;
        index(manager, "votes", &["unit_id"], false).await?;
        index(manager, "votes", &["status", "closes_at"], false).await?;

        let options = Table::create()
            .table("vote_options")
            .col(uuid("vote_id"))
            .col(small_integer("number"))
            .col(uuid("design_id"))
            .col(string("title"))
            .primary_key(Index::create().col("vote_id").col("number"))
            .foreign_key(ForeignKey::create().from("vote_options", "vote_id").to("votes", "id"))
            .foreign_key(ForeignKey::create().from("vote_options", "design_id").to("designs", "id"))
            .to_owned();
        manager.create_table(options).await?;
        index(manager, "vote_options", &["vote_id", "design_id"], true).await?;
        index(manager, "vote_options", &["design_id"], false).await?;

        // No key to accounts: an erased person stays on the frozen roll as a number, and their ballot still counts.
        let roll = Table::create()
            .table("roll_entries")
            .col(uuid("vote_id"))
            .col(uuid("account_id"))
            .col(string("voter"))
            .col(string("building"))
            .primary_key(Index::create().col("vote_id").col("account_id"))
            .foreign_key(ForeignKey::create().from("roll_entries", "vote_id").to("votes", "id"))
            .to_owned();
        manager.create_table(roll).await?;
        index(manager, "roll_entries", &["vote_id", "voter"], false).await?;

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
        index(manager, "ballots", &["vote_id", "id"], false).await?;

        let results = Table::create()
            .table("vote_results")
            .col(uuid("vote_id").primary_key())
            .col(timestamp_with_time_zone("counted_at"))
            .col(big_integer("eligible"))
            .col(big_integer("cast"))
            .col(big_integer("valid"))
            .col(big_integer("blank"))
            .col(big_integer("invalid"))
            .col(small_integer_null("winner"))
            .foreign_key(ForeignKey::create().from("vote_results", "vote_id").to("votes", "id"))
            .to_owned();
        manager.create_table(results).await?;

        let standings = Table::create()
            .table("vote_standings")
            .col(uuid("vote_id"))
            .col(small_integer("number"))
            .col(big_integer("votes"))
            .primary_key(Index::create().col("vote_id").col("number"))
            .foreign_key(ForeignKey::create().from("vote_standings", "vote_id").to("vote_results", "vote_id"))
            .to_owned();
        manager.create_table(standings).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["vote_standings", "vote_results", "ballots", "roll_entries", "vote_options", "votes"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
