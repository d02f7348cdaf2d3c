//! Ways to vote beside one's own device: paper in batches, keyed twice.
//!
//! A sheet lies in the urn under its serial, never under a voter; `paper_handouts` says only who was handed a sheet.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // The default is for ballots that are stored already, and for those that instances of the version before take:
        // all of them come from people's own devices.
        for table in ["urn", "poll_book"] {
            let channel = string("channel").default("online").to_owned();
            manager.alter_table(Table::alter().table(table).add_column(channel).to_owned()).await?;
        }
        let of_vote = |table: &'static str| ForeignKey::create().from(table, "vote_id").to("votes", "id").to_owned();
        let of_batch =
            |table: &'static str| ForeignKey::create().from(table, "batch_id").to("paper_batches", "id").to_owned();

        let batches = Table::create()
            .table("paper_batches")
            .col(uuid("id").primary_key())
            .col(uuid("vote_id"))
            .col(integer("number"))
            .col(integer("sheets"))
            .col(uuid("opened_by"))
            .col(timestamp_with_time_zone("opened_at"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .col(uuid_null("closed_by"))
            .col(big_integer_null("handed_out"))
            .col(big_integer_null("returned"))
            .col(big_integer_null("spoiled"))
            .foreign_key(&mut of_vote("paper_batches"))
            .to_owned();
        manager.create_table(batches).await?;
        index(manager, "paper_batches", &["vote_id", "number"], true).await?;

        let handouts = Table::create()
            .table("paper_handouts")
            .col(uuid("vote_id"))
            .col(string("voter"))
            .col(uuid("batch_id"))
            .primary_key(Index::create().col("vote_id").col("voter"))
            .foreign_key(&mut of_vote("paper_handouts"))
            .foreign_key(&mut of_batch("paper_handouts"))
            .to_owned();
        manager.create_table(handouts).await?;
        index(manager, "paper_handouts", &["batch_id"], false).await?;

        let ballots = Table::create()
            .table("paper_ballots")
            .col(uuid("id").primary_key())
            .col(uuid("vote_id"))
            .col(uuid("batch_id"))
            .col(string("serial"))
            .col(string("stage"))
            .col(uuid("first_by"))
            .col(binary_null("first_entry"))
            .col(uuid_null("second_by"))
            .col(binary_null("second_entry"))
            .col(uuid_null("resolved_by"))
            .foreign_key(&mut of_vote("paper_ballots"))
            .foreign_key(&mut of_batch("paper_ballots"))
            .to_owned();
        manager.create_table(ballots).await?;
        index(manager, "paper_ballots", &["vote_id", "serial"], true).await?;
        index(manager, "paper_ballots", &["batch_id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["paper_ballots", "paper_handouts", "paper_batches"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for table in ["urn", "poll_book"] {
            let channel = Alias::new("channel");
            manager.alter_table(Table::alter().table(table).drop_column(channel).to_owned()).await?;
        }
        Ok(())
    }
}
