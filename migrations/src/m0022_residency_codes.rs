//! Residency: by which means it was verified and how it ended, codes that verify it, and household lists.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// One person has one verified residency of a kind. The query builder has no partial indexes; both databases read this
/// SQL.
const ONE_LIVE: &str =
    "CREATE UNIQUE INDEX residencies_one_verified ON residencies (account_id, kind) WHERE state = 'verified'";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in columns() {
            manager.alter_table(Table::alter().table("residencies").add_column(column).to_owned()).await?;
        }
        manager.get_connection().execute_unprepared(ONE_LIVE).await?;
        codes(manager).await?;
        lists(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["household_entries", "household_lists", "residency_codes"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        manager.drop_index(Index::drop().name("residencies_one_verified").table("residencies").to_owned()).await?;
        for column in ["moves", "means", "ended_why", "ended_by", "end_reason", "moved_to"] {
            manager.alter_table(Table::alter().table("residencies").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

/// `moves` has a default, because instances of the version before still write rows without it.
fn columns() -> [ColumnDef; 6] {
    [
        boolean("moves").default(false).to_owned(),
        string_null("means").to_owned(),
        string_null("ended_why").to_owned(),
        uuid_null("ended_by").to_owned(),
        text_null("end_reason").to_owned(),
        uuid_null("moved_to").to_owned(),
    ]
}

async fn codes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let codes = Table::create()
        .table("residency_codes")
        .col(uuid("id").primary_key())
        .col(uuid("unit_id"))
        .col(string("committee_code"))
        .col(string_null("building"))
        .col(string_null("room"))
        .col(string("code_hash"))
        // The root under which the hash was made, as long as the code is good.
        .col(string_null("key_id"))
        .col(integer("uses"))
        .col(integer("used"))
        .col(uuid("issued_by"))
        .col(timestamp_with_time_zone("issued_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .foreign_key(ForeignKey::create().from("residency_codes", "unit_id").to("units", "id"))
        .foreign_key(ForeignKey::create().from("residency_codes", "committee_code").to("areas", "code"))
        .to_owned();
    manager.create_table(codes).await?;
    index(manager, "residency_codes", &["code_hash"], true).await?;
    index(manager, "residency_codes", &["unit_id"], false).await?;
    index(manager, "residency_codes", &["committee_code", "id"], false).await
}

async fn lists(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let lists = Table::create()
        .table("household_lists")
        .col(uuid("id").primary_key())
        .col(uuid("unit_id"))
        .col(string("committee_code"))
        .col(uuid("imported_by"))
        .col(timestamp_with_time_zone("imported_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .foreign_key(ForeignKey::create().from("household_lists", "unit_id").to("units", "id"))
        .foreign_key(ForeignKey::create().from("household_lists", "committee_code").to("areas", "code"))
        .to_owned();
    manager.create_table(lists).await?;
    // A committee has one list in a unit, which the next list replaces.
    index(manager, "household_lists", &["unit_id", "committee_code"], true).await?;

    let entries = Table::create()
        .table("household_entries")
        .col(uuid("id").primary_key())
        .col(uuid("list_id"))
        .col(string("building"))
        .col(string("room"))
        .col(binary("phone"))
        .col(string("phone_index"))
        .col(binary_null("name"))
        .foreign_key(ForeignKey::create().from("household_entries", "list_id").to("household_lists", "id"))
        .to_owned();
    manager.create_table(entries).await?;
    index(manager, "household_entries", &["list_id", "building", "room"], false).await?;
    index(manager, "household_entries", &["phone_index"], false).await
}
