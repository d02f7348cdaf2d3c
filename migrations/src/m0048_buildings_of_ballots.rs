//! The building of a voter, as the roll has it, is stored beside their ballot, so that the turnout is counted from the
//! ballots alone. Beside the voter it tells nothing new.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 3] = ["urn", "poll_book", "paper_handouts"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            let building = string_null("building").to_owned();
            manager.alter_table(Table::alter().table(table).add_column(building).to_owned()).await?;
            let of_roll = format!(
                "UPDATE {table} SET building = (SELECT building FROM roll_entries roll \
                 WHERE roll.vote_id = {table}.vote_id AND roll.voter = {table}.voter LIMIT 1)"
            );
            manager.get_connection().execute_unprepared(&of_roll).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            manager.alter_table(Table::alter().table(table).drop_column(Alias::new("building")).to_owned()).await?;
        }
        Ok(())
    }
}
