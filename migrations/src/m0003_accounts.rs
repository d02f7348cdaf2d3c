//! People: accounts and the ways into them, appointments, residencies.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        accounts(manager).await?;
        sign_in(manager).await?;
        appointments(manager).await?;
        residencies(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "residencies",
            "appointments",
            "refresh_tokens",
            "sessions",
            "phone_codes",
            "gates",
            "invitations",
            "accounts",
        ];
        for table in tables {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

async fn accounts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let accounts = Table::create()
        .table("accounts")
        .col(uuid("id").primary_key())
        .col(string("display_name"))
        .col(binary_null("phone"))
        .col(string_null("phone_index"))
        .col(binary_null("email"))
        .col(string_null("email_index"))
        .col(string_null("password_hash"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned();
    manager.create_table(accounts).await?;
    index(manager, "accounts", &["phone_index"], true).await?;
    index(manager, "accounts", &["email_index"], true).await?;

    let invitations = Table::create()
        .table("invitations")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(string("token_hash"))
        .col(uuid_null("invited_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("accepted_at"))
        .foreign_key(ForeignKey::create().from("invitations", "account_id").to("accounts", "id"))
        .to_owned();
    manager.create_table(invitations).await?;
    index(manager, "invitations", &["token_hash"], true).await?;
    index(manager, "invitations", &["account_id"], false).await
}

async fn sign_in(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // A row is locked while something is done that only one transaction may do at a time, such as sending a code to a
    // number.
    let gates = Table::create().table("gates").col(string("id").primary_key()).to_owned();
    manager.create_table(gates).await?;

    let codes = Table::create()
        .table("phone_codes")
        .col(uuid("id").primary_key())
        .col(binary("phone"))
        .col(string("phone_index"))
        .col(string("address_index"))
        .col(string("code_hash"))
        .col(timestamp_with_time_zone("sent_at"))
        .col(integer("tries"))
        .col(timestamp_with_time_zone_null("used_at"))
        .to_owned();
    manager.create_table(codes).await?;
    index(manager, "phone_codes", &["phone_index", "sent_at"], false).await?;
    index(manager, "phone_codes", &["address_index", "sent_at"], false).await?;
    index(manager, "phone_codes", &["sent_at"], false).await?;

    let sessions = Table::create()
        .table("sessions")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(string("kind"))
        .col(string("device"))
        .col(timestamp_with_time_zone("started_at"))
        .col(timestamp_with_time_zone("refreshed_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(string_null("ended_why"))
        .foreign_key(ForeignKey::create().from("sessions", "account_id").to("accounts", "id"))
        .to_owned();
    manager.create_table(sessions).await?;
    index(manager, "sessions", &["account_id"], false).await?;

    let tokens = Table::create()
        .table("refresh_tokens")
        .col(uuid("id").primary_key())
        .col(uuid("session_id"))
        .col(string("token_hash"))
        .col(uuid_null("predecessor_id"))
        .col(timestamp_with_time_zone("issued_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .col(timestamp_with_time_zone_null("superseded_at"))
        .foreign_key(ForeignKey::create().from("refresh_tokens", "session_id").to("sessions", "id"))
        .to_owned();
    manager.create_table(tokens).await?;
    index(manager, "refresh_tokens", &["token_hash"], true).await?;
    index(manager, "refresh_tokens", &["session_id"], false).await?;
    index(manager, "refresh_tokens", &["predecessor_id"], false).await
}

async fn appointments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let appointments = Table::create()
        .table("appointments")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(string("role"))
        .col(string("area_code"))
        .col(date("from_on"))
        .col(date_null("until_on"))
        .col(text("reason"))
        .col(uuid_null("appointed_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(text_null("end_reason"))
        .foreign_key(ForeignKey::create().from("appointments", "account_id").to("accounts", "id"))
        .foreign_key(ForeignKey::create().from("appointments", "area_code").to("areas", "code"))
        .to_owned();
    manager.create_table(appointments).await?;
    index(manager, "appointments", &["account_id"], false).await?;
    index(manager, "appointments", &["area_code"], false).await?;
    index(manager, "appointments", &["role"], false).await
}

async fn residencies(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let residencies = Table::create()
        .table("residencies")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(uuid("unit_id"))
        .col(string("committee_code"))
        .col(string("building"))
        .col(string("room"))
        .col(string("kind"))
        .col(string("state"))
        .col(timestamp_with_time_zone("claimed_at"))
        .col(uuid_null("decided_by"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .col(text_null("reason"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .foreign_key(ForeignKey::create().from("residencies", "account_id").to("accounts", "id"))
        .foreign_key(ForeignKey::create().from("residencies", "unit_id").to("units", "id"))
        .foreign_key(ForeignKey::create().from("residencies", "committee_code").to("areas", "code"))
        .to_owned();
    manager.create_table(residencies).await?;
    index(manager, "residencies", &["account_id"], false).await?;
    index(manager, "residencies", &["unit_id", "state"], false).await?;
    index(manager, "residencies", &["committee_code", "state"], false).await
}
