//! The networks from which staff act, and how often a refusal was repeated.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let networks = Table::create()
            .table("staff_networks")
            .col(string("area_code").primary_key())
            .col(text("networks"))
            .col(text_null("reason"))
            .col(timestamp_with_time_zone_null("changed_at"))
            .foreign_key(ForeignKey::create().from("staff_networks", "area_code").to("areas", "code"))
            .to_owned();
        manager.create_table(networks).await?;
        // Null in earlier events, which were chained without it.
        let times = Table::alter().table("audit_events").add_column(integer_null("times")).to_owned();
        manager.alter_table(times).await?;
        index(manager, "audit_events", &["account_id"], false).await?;
        index(manager, "audit_events", &["action"], false).await?;
        index(manager, "audit_events", &["outcome"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["outcome", "action", "account_id"] {
            let index = Index::drop().name(format!("audit_events_by_{column}")).table("audit_events").to_owned();
            manager.drop_index(index).await?;
        }
        manager.alter_table(Table::alter().table("audit_events").drop_column("times").to_owned()).await?;
        manager.drop_table(Table::drop().table("staff_networks").to_owned()).await
    }
}
