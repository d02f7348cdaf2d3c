//! What every operation needs: stored answers, outgoing messages, the audit trail, the trace.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = Table::create()
            .table("idempotency_keys")
            .col(string("id").primary_key())
            .col(string("payload"))
            .col(integer("status"))
            .col(string_null("location"))
            .col(binary("body"))
            .col(timestamp_with_time_zone("created_at"))
            .to_owned();
        manager.create_table(keys).await?;
        index(manager, "idempotency_keys", &["created_at"], false).await?;

        let outbox = Table::create()
            .table("outbox")
            .col(uuid("id").primary_key())
            .col(string("channel"))
            .col(binary_null("content"))
            .col(string("status"))
            .col(integer("attempts"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("due_at"))
            .col(timestamp_with_time_zone_null("finished_at"))
            .col(text_null("last_error"))
            .to_owned();
        manager.create_table(outbox).await?;
        index(manager, "outbox", &["status", "due_at"], false).await?;

        let events = Table::create()
            .table("audit_events")
            .col(uuid("id").primary_key())
            .col(integer("lane"))
            .col(big_integer("seq"))
            .col(timestamp_with_time_zone("at"))
            .col(uuid_null("account_id"))
            .col(string("role"))
            .col(string("action"))
            .col(uuid("subject_id"))
            .col(string("address"))
            .col(uuid("request_id"))
            .col(string("outcome"))
            .col(string("hash"))
            .to_owned();
        manager.create_table(events).await?;
        index(manager, "audit_events", &["lane", "seq"], true).await?;
        index(manager, "audit_events", &["subject_id"], false).await?;

        let heads = Table::create()
            .table("audit_heads")
            .col(integer("lane").primary_key())
            .col(big_integer("seq"))
            .col(string("hash"))
            .to_owned();
        manager.create_table(heads).await?;
        let mut lanes = Query::insert();
        lanes.into_table("audit_heads").columns(["lane", "seq", "hash"]);
        for lane in 0..16 {
            lanes.values_panic([lane.into(), 0_i64.into(), "".into()]);
        }
        manager.execute(lanes.to_owned()).await?;

        let links = Table::create()
            .table("trace_links")
            .col(uuid("id").primary_key())
            .col(string("from_kind"))
            .col(uuid("from_id"))
            .col(string("to_kind"))
            .col(uuid("to_id"))
            .col(string("why"))
            .col(string("who_role"))
            .col(timestamp_with_time_zone("at"))
            .to_owned();
        manager.create_table(links).await?;
        index(manager, "trace_links", &["from_id", "to_id", "why"], true).await?;
        index(manager, "trace_links", &["to_id"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["trace_links", "audit_heads", "audit_events", "outbox", "idempotency_keys"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// An index named after what it covers.
pub async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("{table}_by_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    manager.create_index(index.to_owned()).await
}
