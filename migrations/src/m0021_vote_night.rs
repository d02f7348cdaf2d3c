//! Running votes: pauses, voiding, and the steps taken in each vote with their reasons.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STEPS: [&str; 2] = ["paused", "voided"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for step in STEPS {
            for column in [
                timestamp_with_time_zone_null(format!("{step}_at")),
                uuid_null(format!("{step}_by")),
                text_null(format!("{step}_why")),
            ] {
                manager.alter_table(Table::alter().table("votes").add_column(column).to_owned()).await?;
            }
        }
        let steps = Table::create()
            .table("vote_steps")
            .col(uuid("id").primary_key())
            .col(uuid("vote_id"))
            .col(string("kind"))
            .col(timestamp_with_time_zone("at"))
            .col(uuid("by_account"))
            .col(text("reason"))
            .col(timestamp_with_time_zone_null("closes_at"))
            .foreign_key(ForeignKey::create().from("vote_steps", "vote_id").to("votes", "id"))
            .to_owned();
        manager.create_table(steps).await?;
        index(manager, "vote_steps", &["vote_id", "id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("vote_steps").to_owned()).await?;
        for step in STEPS {
            for part in ["at", "by", "why"] {
                let column = Alias::new(format!("{step}_{part}"));
                manager.alter_table(Table::alter().table("votes").drop_column(column).to_owned()).await?;
            }
        }
        Ok(())
    }
}
