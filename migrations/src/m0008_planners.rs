//! Community planners and the terms they are engaged for.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let planners = Table::create()
            .table("planners")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(uuid("appointment_id"))
            .col(string("district"))
            .col(date("from_on"))
            .col(date("until_on"))
            .col(string("professional_name"))
            .col(text("specialities"))
            .col(text("statement"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(text_null("end_reason"))
            .foreign_key(ForeignKey::create().from("planners", "account_id").to("accounts", "id"))
            .foreign_key(ForeignKey::create().from("planners", "appointment_id").to("appointments", "id"))
            .foreign_key(ForeignKey::create().from("planners", "district").to("areas", "code"))
            .to_owned();
        manager.create_table(planners).await?;
        index(manager, "planners", &["account_id"], false).await?;
        index(manager, "planners", &["appointment_id"], false).await?;
        index(manager, "planners", &["district"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("planners").to_owned()).await
    }
}
