//! How and when a session was proved, when an account is disabled or erased, and the notices that tell people.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

const COLUMNS: &[(&str, &[&str])] = &[
    ("accounts", &["disabled_at", "disabled_why", "erase_after", "erased_at"]),
    ("sessions", &["means", "proved_at", "address"]),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in COLUMNS {
            for column in *columns {
                let kind = if matches!(*column, "disabled_why" | "means" | "address") {
                    text_null(*column)
                } else {
                    timestamp_with_time_zone_null(*column)
                };
                manager.alter_table(Table::alter().table(*table).add_column(kind).to_owned()).await?;
            }
        }
        let notices = Table::create()
            .table("notices")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(string("kind"))
            .col(uuid("about_id"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("read_at"))
            .foreign_key(ForeignKey::create().from("notices", "account_id").to("accounts", "id"))
            .to_owned();
        manager.create_table(notices).await?;
        index(manager, "notices", &["account_id", "id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("notices").to_owned()).await?;
        for (table, columns) in COLUMNS {
            for column in *columns {
                manager.alter_table(Table::alter().table(*table).drop_column(*column).to_owned()).await?;
            }
        }
        Ok(())
    }
}
