//! Paper for owners' decisions: a sheet belongs to a head, and is keyed twice.

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
        let channel = string("channel").default("online").to_owned();
        manager.alter_table(Table::alter().table("owner_ballots").add_column(channel).to_owned()).await?;
        let sheets = Table::create()
            .table("owner_sheets")
            .col(uuid("id").primary_key())
            .col(uuid("decision_id"))
            .col(string("head"))
            .col(string("stage"))
            .col(uuid("first_by"))
            .col(string("first_voice"))
            .col(uuid_null("second_by"))
            .col(string_null("second_voice"))
            .col(uuid_null("resolved_by"))
            .col(timestamp_with_time_zone("entered_at"))
            .foreign_key(ForeignKey::create().from("owner_sheets", "decision_id").to("owners_decisions", "id"))
            .to_owned();
        manager.create_table(sheets).await?;
        index(manager, "owner_sheets", &["decision_id", "head"], true).await?;
        index(manager, "owner_sheets", &["decision_id", "id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("owner_sheets").to_owned()).await?;
        let channel = Alias::new("channel");
        manager.alter_table(Table::alter().table("owner_ballots").drop_column(channel).to_owned()).await
    }
}
