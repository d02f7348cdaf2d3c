//! Registers of tens of thousands of flats: whoever casts, or is looked up, is found without reading all of them.

use sea_orm_migration::prelude::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

const INDEXES: [&[&str]; 2] = [&["register_id", "head"], &["register_id", "building", "room"]];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for columns in INDEXES {
            index(manager, "owner_entries", columns, false).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for columns in INDEXES {
            let name = format!("owner_entries_by_{}", columns.join("_"));
            manager.drop_index(Index::drop().name(name).table("owner_entries").to_owned()).await?;
        }
        Ok(())
    }
}
