//! An index for the turnout, which reads roll and urn side by side, voter by voter. It holds the building, too, so that
//! the roll's rows need not be read.

use sea_orm_migration::prelude::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        index(manager, "roll_entries", &["vote_id", "voter", "building"], false).await?;
        drop_index(manager, "roll_entries_by_vote_id_voter").await // the new one begins with it
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        index(manager, "roll_entries", &["vote_id", "voter"], false).await?;
        drop_index(manager, "roll_entries_by_vote_id_voter_building").await
    }
}

async fn drop_index(manager: &SchemaManager<'_>, name: &'static str) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(name).table("roll_entries").to_owned()).await
}
