//! Areas (loaded by the service from its data file) and life-circle units.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let areas = Table::create()
            .table("areas")
            .col(string("code").primary_key())
            .col(string_null("parent"))
            .col(string("level"))
            .col(string("kind"))
            .col(string("name"))
            .to_owned();
        manager.create_table(areas).await?;
        index(manager, "areas", &["parent", "code"], false).await?;
        index(manager, "areas", &["level", "code"], false).await?;

        let units = Table::create()
            .table("units")
            .col(uuid("id").primary_key())
            .col(string("name"))
            .col(string("kind"))
            .col(string("functions"))
            .col(text("outline"))
            .col(double("west"))
            .col(double("south"))
            .col(double("east"))
            .col(double("north"))
            .col(string("district"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(ForeignKey::create().from("units", "district").to("areas", "code"))
            .to_owned();
        manager.create_table(units).await?;
        index(manager, "units", &["district"], false).await?;
        index(manager, "units", &["west", "east"], false).await?;

        let unit_areas = Table::create()
            .table("unit_areas")
            .col(uuid("unit_id"))
            .col(string("area_code"))
            .primary_key(Index::create().col("unit_id").col("area_code"))
            .foreign_key(ForeignKey::create().from("unit_areas", "unit_id").to("units", "id"))
            .foreign_key(ForeignKey::create().from("unit_areas", "area_code").to("areas", "code"))
            .to_owned();
        manager.create_table(unit_areas).await?;
        index(manager, "unit_areas", &["area_code"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["unit_areas", "units", "areas"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
