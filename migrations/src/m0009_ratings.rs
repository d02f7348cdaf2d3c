//! Rounds of rating on finished projects, and the residents' answers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let ratings = Table::create()
            .table("ratings")
            .col(uuid("id").primary_key())
            .col(uuid("project_id"))
            .col(uuid("unit_id"))
            .col(uuid("meeting_id"))
            .col(timestamp_with_time_zone("opened_at"))
            .col(timestamp_with_time_zone("closes_at"))
            .col(string("status"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .foreign_key(ForeignKey::create().from("ratings", "project_id").to("projects", "id"))
            .foreign_key(ForeignKey::create().from("ratings", "unit_id").to("units", "id"))
            .foreign_key(ForeignKey::create().from("ratings", "meeting_id").to("meetings", "id"))
            .to_owned();
        manager.create_table(ratings).await?;
        index(manager, "ratings", &["project_id"], false).await?;

        let answers = Table::create()
            .table("rating_answers")
            .col(uuid("rating_id"))
            .col(uuid("account_id"))
            .col(integer("design"))
            .col(integer("built"))
            .col(text_null("comment"))
            .col(timestamp_with_time_zone("answered_at"))
            .primary_key(Index::create().col("rating_id").col("account_id"))
            .foreign_key(ForeignKey::create().from("rating_answers", "rating_id").to("ratings", "id"))
            .foreign_key(ForeignKey::create().from("rating_answers", "account_id").to("accounts", "id"))
            .to_owned();
        manager.create_table(answers).await?;
        index(manager, "rating_answers", &["account_id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["rating_answers", "ratings"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
