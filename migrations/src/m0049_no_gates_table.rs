//! Drops `gates`. A gate is an advisory lock on PostgreSQL and needs nothing on SQLite, so nobody has written this table since
//! m0014.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("gates").to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(Table::create().table("gates").col(string("id").primary_key()).to_owned()).await
    }
}
