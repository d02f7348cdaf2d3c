//! Objections to the results of votes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let objections = Table::create()
            .table("result_objections")
            .col(uuid("id").primary_key())
            .col(uuid("vote_id"))
            .col(uuid("account_id"))
            .col(text("text"))
            .col(timestamp_with_time_zone("raised_at"))
            .col(string_null("finding"))
            .col(text_null("answer"))
            .col(uuid_null("answered_by"))
            .col(timestamp_with_time_zone_null("answered_at"))
            .foreign_key(ForeignKey::create().from("result_objections", "vote_id").to("votes", "id"))
            .foreign_key(ForeignKey::create().from("result_objections", "account_id").to("accounts", "id"))
            .to_owned();
        manager.create_table(objections).await?;
        index(manager, "result_objections", &["vote_id", "id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("result_objections").to_owned()).await
    }
}
