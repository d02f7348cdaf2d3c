//! Design votes whose roll is an estate's register of owners, one ballot a flat.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let register = uuid_null("register_id").to_owned();
        manager.alter_table(Table::alter().table("votes").add_column(register).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("votes").drop_column(Alias::new("register_id")).to_owned()).await
    }
}
