//! Tables that grow with every ballot have no foreign key to `votes`, because PostgreSQL would look the vote up for
//! each row, which costs as much as the row. The transaction that writes the rows loads the vote under its lock, and no
//! vote is ever deleted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;
use crate::m0034_owners_log::make_again;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Each table by its name and the columns of its rows.
const OF_BALLOTS: [(&str, &str); 4] = [
    ("urn", "id, vote_id, voter, sealed, channel"),
    ("waiting_leaves", "id, vote_id, sealed"),
    ("poll_book", "vote_id, voter, channel"),
    ("open_ballots", "vote_id, commitment, nonce, ballot"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rebuild(manager, false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rebuild(manager, true).await
    }
}

async fn rebuild(manager: &SchemaManager<'_>, of_votes: bool) -> Result<(), DbErr> {
    make_again(manager, &OF_BALLOTS, shaped, of_votes).await?;
    index(manager, "urn", &["vote_id", "voter"], true).await?;
    index(manager, "waiting_leaves", &["vote_id", "id"], false).await
}

fn shaped(table: &'static str) -> TableCreateStatement {
    let mut made = Table::create();
    made.table(table);
    let channel = || string("channel").default("online").to_owned();
    match table {
        "urn" => made
            .col(uuid("id").primary_key())
            .col(uuid("vote_id"))
            .col(string("voter"))
            .col(binary("sealed"))
            .col(channel()),
        "waiting_leaves" => made.col(uuid("id").primary_key()).col(uuid("vote_id")).col(binary("sealed")),
        "poll_book" => made
            .col(uuid("vote_id"))
            .col(string("voter"))
            .col(channel())
            .primary_key(Index::create().col("vote_id").col("voter")),
        _ => made
            .col(uuid("vote_id"))
            .col(string("commitment"))
            .col(string("nonce"))
            .col(text("ballot"))
            .primary_key(Index::create().col("vote_id").col("commitment")),
    };
    made
}
