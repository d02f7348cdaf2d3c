//! What a vote fixes besides its method: whom it admits, what a tie does, how long there is to object. Also rehearsals,
//! who runs the vote in somebody's place, and the year of birth that an age limit is compared with.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The defaults are for votes that are stored already, and for those that instances of the version before draft: they
/// decide ties by lot, admit everybody and are certified without waiting.
fn of_votes() -> Vec<ColumnDef> {
    vec![
        string("on_tie").default("lot").to_owned(),
        small_integer("objection_days").default(0).to_owned(),
        small_integer_null("min_age").to_owned(),
        small_integer_null("born_by").to_owned(),
        string_null("unknown_age").to_owned(),
        timestamp_with_time_zone_null("verified_by").to_owned(),
        boolean("rehearsal").default(false).to_owned(),
        uuid_null("deputy").to_owned(),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in of_votes() {
            manager.alter_table(Table::alter().table("votes").add_column(column).to_owned()).await?;
        }
        // Sealed: a year, confirmed by a committee.
        let birth_year = binary_null("birth_year").to_owned();
        manager.alter_table(Table::alter().table("accounts").add_column(birth_year).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = |table: &'static str, column: String| {
            Table::alter().table(table).drop_column(Alias::new(column)).to_owned()
        };
        manager.alter_table(drop("accounts", "birth_year".to_owned())).await?;
        for column in of_votes().iter().rev() {
            manager.alter_table(drop("votes", column.get_column_name())).await?;
        }
        Ok(())
    }
}
