//! For a vote by flats: the area of the flats that took part, stored with its result.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let area = big_integer_null("area_cast").to_owned();
        manager.alter_table(Table::alter().table("vote_results").add_column(area).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("vote_results").drop_column(Alias::new("area_cast")).to_owned()).await
    }
}
