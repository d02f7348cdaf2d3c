//! Indexes for statements that would otherwise read a whole table as it grows; `tests/plans` found them.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Accounts whose name is not sealed yet. Every start of an instance looks for them, mostly in vain.
const UNSEALED: &str = "CREATE INDEX accounts_unsealed ON accounts (id) WHERE name IS NULL AND erased_at IS NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UNSEALED).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("accounts_unsealed").table("accounts").to_owned()).await
    }
}
