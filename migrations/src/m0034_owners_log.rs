//! Log, steps and objections for owners' decisions, as design votes have them. Their tables now name a vote of either
//! kind, so they have no foreign key to `votes`. Also what an owners' ballot and its receipt are checked by.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Each table by its name and the columns of its rows.
const SHARED: [(&str, &str); 6] = [
    ("vote_logs", "vote_id, origin, size, peaks, appended_at"),
    ("vote_log_leaves", "vote_id, position, leaf, commitment"),
    ("vote_log_nodes", "vote_id, level, position, hash"),
    ("vote_checkpoints", "vote_id, size, note, key"),
    ("vote_steps", "id, vote_id, kind, at, by_account, reason, closes_at"),
    ("result_objections", "id, vote_id, account_id, text, raised_at, finding, answer, answered_by, answered_at"),
];

const OF_BALLOTS: [&str; 4] = ["nonce", "commitment", "key_id", "signature"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rebuild(manager, false).await?;
        for column in OF_BALLOTS {
            add(manager, "owner_ballots", string_null(column)).await?;
        }
        for column in [timestamp_with_time_zone_null("paused_at"), uuid_null("paused_by"), text_null("paused_why")] {
            add(manager, "owners_decisions", column).await?;
        }
        index(manager, "owner_entries", &["register_id", "head"], false).await?;
        index(manager, "owner_entries", &["register_id", "building", "room"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["owner_entries_by_register_id_building_room", "owner_entries_by_register_id_head"] {
            manager.drop_index(Index::drop().name(name).table("owner_entries").to_owned()).await?;
        }
        for column in ["paused_at", "paused_by", "paused_why"] {
            drop_column(manager, "owners_decisions", column).await?;
        }
        for column in OF_BALLOTS {
            drop_column(manager, "owner_ballots", column).await?;
        }
        for (table, _) in SHARED {
            let strangers = format!("DELETE FROM {table} WHERE vote_id NOT IN (SELECT id FROM votes)");
            manager.get_connection().execute_unprepared(&strangers).await?;
        }
        rebuild(manager, true).await
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}

async fn drop_column(manager: &SchemaManager<'_>, table: &'static str, column: &'static str) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await
}

async fn rebuild(manager: &SchemaManager<'_>, of_votes: bool) -> Result<(), DbErr> {
    make_again(manager, &SHARED, shaped, of_votes).await?;
    index(manager, "vote_log_leaves", &["vote_id", "commitment"], false).await?;
    index(manager, "vote_steps", &["vote_id", "id"], false).await?;
    index(manager, "result_objections", &["vote_id", "id"], false).await
}

/// SQLite can't drop a key of a table, so each table is made again, with its key to `votes` or without, and its rows
/// are moved. `tables` has the names of the tables and the columns of their rows. Their indexes are lost.
pub(crate) async fn make_again(
    manager: &SchemaManager<'_>,
    tables: &[(&'static str, &str)],
    shaped: fn(&'static str) -> TableCreateStatement,
    of_votes: bool,
) -> Result<(), DbErr> {
    for (table, columns) in tables {
        let before = format!("{table}_before");
        manager.rename_table(Table::rename().table(*table, before.clone()).to_owned()).await?;
        let mut made = shaped(table);
        if of_votes {
            made.foreign_key(ForeignKey::create().from(*table, "vote_id").to("votes", "id"));
        }
        manager.create_table(made).await?;
        let moved = format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM {before}");
        manager.get_connection().execute_unprepared(&moved).await?;
        manager.drop_table(Table::drop().table(before).to_owned()).await?;
    }
    Ok(())
}

fn shaped(table: &'static str) -> TableCreateStatement {
    let mut made = Table::create();
    made.table(table);
    match table {
        "vote_logs" => made
            .col(uuid("vote_id").primary_key())
            .col(string("origin"))
            .col(big_integer("size"))
            .col(text("peaks"))
            .col(timestamp_with_time_zone("appended_at")),
        "vote_log_leaves" => made
            .col(uuid("vote_id"))
            .col(big_integer("position"))
            .col(text("leaf"))
            .col(string_null("commitment"))
            .primary_key(Index::create().col("vote_id").col("position")),
        "vote_log_nodes" => made
            .col(uuid("vote_id"))
            .col(small_integer("level"))
            .col(big_integer("position"))
            .col(string("hash"))
            .primary_key(Index::create().col("vote_id").col("level").col("position")),
        "vote_checkpoints" => made
            .col(uuid("vote_id"))
            .col(big_integer("size"))
            .col(text("note"))
            .col(string("key"))
            .primary_key(Index::create().col("vote_id").col("size")),
        "vote_steps" => made
            .col(uuid("id").primary_key())
            .col(uuid("vote_id"))
            .col(string("kind"))
            .col(timestamp_with_time_zone("at"))
            .col(uuid("by_account"))
            .col(text("reason"))
            .col(timestamp_with_time_zone_null("closes_at")),
        _ => made
            .col(uuid("id").primary_key())
            .col(uuid("vote_id"))
            .col(uuid("account_id"))
            .col(text("text"))
            .col(timestamp_with_time_zone("raised_at"))
            .col(string_null("finding"))
            .col(text_null("answer"))
            .col(uuid_null("answered_by"))
            .col(timestamp_with_time_zone_null("answered_at"))
            .foreign_key(ForeignKey::create().from(table, "account_id").to("accounts", "id")),
    };
    made
}
