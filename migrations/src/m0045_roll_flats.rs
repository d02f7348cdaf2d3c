//! Where flats vote, the roll has every head of the register with its flats and their areas.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let flats = Table::create()
            .table("roll_flats")
            .col(uuid("vote_id"))
            .col(string("building"))
            .col(string("room"))
            .col(string("voter"))
            .col(big_integer("area"))
            .col(boolean("leads"))
            .primary_key(Index::create().col("vote_id").col("building").col("room"))
            .foreign_key(ForeignKey::create().from("roll_flats", "vote_id").to("votes", "id"))
            .to_owned();
        manager.create_table(flats).await?;
        index(manager, "roll_flats", &["vote_id", "voter"], false).await?;
        let area = big_integer_null("roll_area").to_owned();
        manager.alter_table(Table::alter().table("votes").add_column(area).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("votes").drop_column(Alias::new("roll_area")).to_owned()).await?;
        manager.drop_table(Table::drop().table("roll_flats").to_owned()).await
    }
}
