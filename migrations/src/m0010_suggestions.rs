//! Suggestions with the days their answers are due, and what happened to them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let suggestions = Table::create()
            .table("suggestions")
            .col(uuid("id").primary_key())
            .col(string("area_code"))
            .col(uuid("proposer_id"))
            .col(uuid_null("planner_id"))
            .col(string("topic"))
            .col(text("reasons"))
            .col(text("proposal"))
            .col(timestamp_with_time_zone("submitted_at"))
            .col(date("acknowledge_on"))
            .col(boolean("acknowledge_known"))
            .col(date("first_answer_on"))
            .col(boolean("first_answer_known"))
            .col(date("final_answer_on"))
            .col(boolean("final_answer_known"))
            .col(string("status"))
            .col(date_null("next_due_on"))
            .col(timestamp_with_time_zone_null("acknowledged_at"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .col(timestamp_with_time_zone_null("first_answered_at"))
            .col(timestamp_with_time_zone_null("answered_at"))
            .col(string_null("outcome"))
            .col(text_null("outcome_detail"))
            .col(text_null("answer"))
            .col(integer_null("score"))
            .col(timestamp_with_time_zone_null("rated_at"))
            .col(string_null("adopted_kind"))
            .col(uuid_null("adopted_id"))
            .col(timestamp_with_time_zone_null("adopted_at"))
            .foreign_key(ForeignKey::create().from("suggestions", "area_code").to("areas", "code"))
            .foreign_key(ForeignKey::create().from("suggestions", "proposer_id").to("accounts", "id"))
            .foreign_key(ForeignKey::create().from("suggestions", "planner_id").to("planners", "id"))
            .to_owned();
        manager.create_table(suggestions).await?;
        index(manager, "suggestions", &["area_code"], false).await?;
        index(manager, "suggestions", &["next_due_on"], false).await?;
        index(manager, "suggestions", &["proposer_id"], false).await?;
        index(manager, "suggestions", &["planner_id"], false).await?;

        let events = Table::create()
            .table("suggestion_events")
            .col(uuid("id").primary_key())
            .col(uuid("suggestion_id"))
            .col(string("event"))
            .col(string("by"))
            .col(timestamp_with_time_zone("at"))
            .col(string_null("outcome"))
            .col(text_null("answer"))
            .col(integer_null("score"))
            .foreign_key(ForeignKey::create().from("suggestion_events", "suggestion_id").to("suggestions", "id"))
            .to_owned();
        manager.create_table(events).await?;
        index(manager, "suggestion_events", &["suggestion_id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["suggestion_events", "suggestions"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
