//! Owners: registers of estates, what owners decide by them, and their ballots, which are named.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// An estate has one present register, which the next decision uses. The query builder has no partial indexes; both
/// databases read this SQL.
const ONE_PRESENT: &str =
    "CREATE UNIQUE INDEX owner_registers_one_present ON owner_registers (unit_id, estate) WHERE replaced_at IS NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        registers(manager).await?;
        decisions(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["owner_ballots", "owners_decisions", "owner_entries", "owner_registers"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn registers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let registers = Table::create()
        .table("owner_registers")
        .col(uuid("id").primary_key())
        .col(uuid("unit_id"))
        .col(string("estate"))
        .col(big_integer("flats"))
        .col(big_integer("heads"))
        // In 0.01 m², here and below.
        .col(big_integer("area"))
        .col(string("hash"))
        .col(uuid("imported_by"))
        .col(timestamp_with_time_zone("imported_at"))
        // After this time the register is stored only for decisions that were opened on it.
        .col(timestamp_with_time_zone_null("replaced_at"))
        .foreign_key(ForeignKey::create().from("owner_registers", "unit_id").to("units", "id"))
        .to_owned();
    manager.create_table(registers).await?;
    manager.get_connection().execute_unprepared(ONE_PRESENT).await?;
    index(manager, "owner_registers", &["unit_id", "id"], false).await?;

    let entries = Table::create()
        .table("owner_entries")
        .col(uuid("id").primary_key())
        .col(uuid("register_id"))
        .col(string("building"))
        .col(string("room"))
        .col(big_integer("area"))
        .col(string("head"))
        .col(binary_null("name"))
        .col(binary_null("phone"))
        .col(string_null("phone_index"))
        .col(string_null("share"))
        .foreign_key(ForeignKey::create().from("owner_entries", "register_id").to("owner_registers", "id"))
        .to_owned();
    manager.create_table(entries).await?;
    index(manager, "owner_entries", &["register_id", "id"], false).await?;
    index(manager, "owner_entries", &["phone_index"], false).await
}

async fn decisions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let decisions = Table::create()
        .table("owners_decisions")
        .col(uuid("id").primary_key())
        .col(uuid("unit_id"))
        .col(string("estate"))
        .col(string("title"))
        .col(text("text"))
        .col(integer("item"))
        .col(integer("notice_days"))
        .col(uuid("announced_by"))
        .col(timestamp_with_time_zone("announced_at"))
        .col(timestamp_with_time_zone("closes_at"))
        .col(string("status"))
        .col(uuid_null("opened_by"))
        .col(timestamp_with_time_zone_null("opened_at"))
        // The register it was opened on, that register's hash, and its sums.
        .col(uuid_null("register_id"))
        .col(string_null("roll_hash"))
        .col(big_integer_null("heads"))
        .col(big_integer_null("area"))
        .col(uuid_null("certified_by"))
        .col(timestamp_with_time_zone_null("certified_at"))
        .col(uuid_null("voided_by"))
        .col(timestamp_with_time_zone_null("voided_at"))
        .col(text_null("voided_why"))
        .foreign_key(ForeignKey::create().from("owners_decisions", "unit_id").to("units", "id"))
        .foreign_key(ForeignKey::create().from("owners_decisions", "register_id").to("owner_registers", "id"))
        .to_owned();
    manager.create_table(decisions).await?;
    index(manager, "owners_decisions", &["unit_id", "id"], false).await?;
    index(manager, "owners_decisions", &["register_id"], false).await?;

    // Ballots name their owners, as the law demands. The primary key allows a head one ballot.
    let ballots = Table::create()
        .table("owner_ballots")
        .col(uuid("decision_id"))
        .col(string("head"))
        .col(string("voice"))
        .col(uuid("cast_by"))
        .col(timestamp_with_time_zone("cast_at"))
        .primary_key(Index::create().col("decision_id").col("head"))
        .foreign_key(ForeignKey::create().from("owner_ballots", "decision_id").to("owners_decisions", "id"))
        .to_owned();
    manager.create_table(ballots).await?;
    index(manager, "owner_ballots", &["cast_by"], false).await
}
