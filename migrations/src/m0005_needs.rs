//! Needs, as residents said them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let needs = Table::create()
            .table("needs")
            .col(uuid("id").primary_key())
            .col(uuid("unit_id"))
            .col(uuid("author_id"))
            .col(uuid_null("meeting_id"))
            .col(text("wording"))
            .col(double_null("lon"))
            .col(double_null("lat"))
            .col(string_null("facility"))
            .col(timestamp_with_time_zone("submitted_at"))
            .foreign_key(ForeignKey::create().from("needs", "unit_id").to("units", "id"))
            .foreign_key(ForeignKey::create().from("needs", "author_id").to("accounts", "id"))
            .foreign_key(ForeignKey::create().from("needs", "meeting_id").to("meetings", "id"))
            .to_owned();
        manager.create_table(needs).await?;
        index(manager, "needs", &["unit_id", "id"], false).await?;
        index(manager, "needs", &["meeting_id", "id"], false).await?;
        index(manager, "needs", &["author_id", "id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("needs").to_owned()).await
    }
}
