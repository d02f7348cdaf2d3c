//! Gates are advisory locks now, so their rows are deleted: they were named after fingerprints of telephone numbers,
//! made under keys that may be removed.
//!
//! The empty table goes with a later change, when no instance that still writes to it can be running.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.execute(Query::delete().from_table("gates").to_owned()).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
