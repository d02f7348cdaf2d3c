//! The three meetings and their minutes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No foreign key from project_id: a project names the hearing it came out of, so its table is made later.
        let meetings = Table::create()
            .table("meetings")
            .col(uuid("id").primary_key())
            .col(string("kind"))
            .col(uuid("unit_id"))
            .col(uuid_null("project_id"))
            .col(integer("round"))
            .col(string("title"))
            .col(text("agenda"))
            .col(string("place"))
            .col(timestamp_with_time_zone("starts_at"))
            .col(string("status"))
            .col(timestamp_with_time_zone_null("announced_at"))
            .col(timestamp_with_time_zone_null("opened_at"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .col(timestamp_with_time_zone_null("cancelled_at"))
            .col(text_null("cancel_reason"))
            .foreign_key(ForeignKey::create().from("meetings", "unit_id").to("units", "id"))
            .to_owned();
        manager.create_table(meetings).await?;
        index(manager, "meetings", &["unit_id", "id"], false).await?;
        index(manager, "meetings", &["project_id", "id"], false).await?;

        let minutes = Table::create()
            .table("meeting_minutes")
            .col(uuid("meeting_id").primary_key())
            .col(text("content"))
            .col(text("decisions"))
            .col(timestamp_with_time_zone_null("published_at"))
            .foreign_key(ForeignKey::create().from("meeting_minutes", "meeting_id").to("meetings", "id"))
            .to_owned();
        manager.create_table(minutes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["meeting_minutes", "meetings"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
