//! Projects, their designs, what planners say of them, and how the works go on.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // No foreign key from approval_vote_id: a vote names its project, so its table is made later.
        let projects = Table::create()
            .table("projects")
            .col(uuid("id").primary_key())
            .col(uuid("unit_id"))
            .col(uuid_null("hearing_id"))
            .col(string("title"))
            .col(text("content"))
            .col(text("implementation_path"))
            .col(string("implementing_body"))
            .col(string("funding_source"))
            .col(big_integer("budget_fen"))
            .col(date("starts_on"))
            .col(date("ends_on"))
            .col(string_null("design_team"))
            .col(string("kind"))
            .col(string("level"))
            .col(integer("year"))
            .col(uuid("proposed_by"))
            .col(timestamp_with_time_zone("proposed_at"))
            .col(string("stage"))
            .col(timestamp_with_time_zone_null("publicity_from_at"))
            .col(timestamp_with_time_zone_null("publicity_until_at"))
            .col(uuid_null("approved_design_id"))
            .col(uuid_null("approval_vote_id"))
            .col(text_null("approval_reason"))
            .col(timestamp_with_time_zone_null("approved_at"))
            .col(timestamp_with_time_zone_null("started_at"))
            .col(integer_null("done_percent"))
            .col(big_integer_null("spent_fen"))
            .col(timestamp_with_time_zone_null("completed_at"))
            .col(text_null("drop_reason"))
            .col(timestamp_with_time_zone_null("dropped_at"))
            .foreign_key(ForeignKey::create().from("projects", "unit_id").to("units", "id"))
            .foreign_key(ForeignKey::create().from("projects", "hearing_id").to("meetings", "id"))
            .foreign_key(ForeignKey::create().from("projects", "proposed_by").to("accounts", "id"))
            .to_owned();
        manager.create_table(projects).await?;
        index(manager, "projects", &["unit_id", "id"], false).await?;
        index(manager, "projects", &["stage", "id"], false).await?;
        index(manager, "projects", &["year", "id"], false).await?;

        let designs = Table::create()
            .table("designs")
            .col(uuid("id").primary_key())
            .col(uuid("project_id"))
            .col(string("title"))
            .col(text("summary"))
            .col(uuid("author_id"))
            .col(string("author_role"))
            .col(timestamp_with_time_zone("submitted_at"))
            .col(string("status"))
            .col(text_null("withdrawal_reason"))
            .col(timestamp_with_time_zone_null("withdrawn_at"))
            .foreign_key(ForeignKey::create().from("designs", "project_id").to("projects", "id"))
            .foreign_key(ForeignKey::create().from("designs", "author_id").to("accounts", "id"))
            .to_owned();
        manager.create_table(designs).await?;
        index(manager, "designs", &["project_id", "id"], false).await?;

        let reviews = Table::create()
            .table("design_reviews")
            .col(uuid("design_id"))
            .col(uuid("planner_id"))
            .col(text("opinion"))
            .col(string("verdict"))
            .col(boolean("conflict"))
            .col(timestamp_with_time_zone("reviewed_at"))
            .primary_key(Index::create().col("design_id").col("planner_id"))
            .foreign_key(ForeignKey::create().from("design_reviews", "design_id").to("designs", "id"))
            .foreign_key(ForeignKey::create().from("design_reviews", "planner_id").to("accounts", "id"))
            .to_owned();
        manager.create_table(reviews).await?;
        index(manager, "design_reviews", &["planner_id"], false).await?;

        let reports = Table::create()
            .table("progress_reports")
            .col(uuid("id").primary_key())
            .col(uuid("project_id"))
            .col(integer("done_percent"))
            .col(big_integer("spent_fen"))
            .col(text("content"))
            .col(string("reporter_role"))
            .col(timestamp_with_time_zone("reported_at"))
            .foreign_key(ForeignKey::create().from("progress_reports", "project_id").to("projects", "id"))
            .to_owned();
        manager.create_table(reports).await?;
        index(manager, "progress_reports", &["project_id", "id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["progress_reports", "design_reviews", "designs", "projects"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
