//! Second factors with their recovery codes, the steps of a sign-in, known devices, tries at passwords, and resets.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &[&str] = &[
    "second_factors",
    "recovery_codes",
    "second_factor_removals",
    "sign_in_challenges",
    "known_devices",
    "sign_in_attempts",
    "password_resets",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        factors(manager).await?;
        sign_in(manager).await?;
        resets(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            manager.drop_table(Table::drop().table(*table).to_owned()).await?;
        }
        Ok(())
    }
}

fn of_account(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, "account_id").to("accounts", "id").to_owned()
}

async fn factors(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let factors = Table::create()
        .table("second_factors")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(binary_null("seed"))
        .col(timestamp_with_time_zone_null("activated_at"))
        .col(big_integer_null("last_step"))
        .col(binary_null("pending_seed"))
        .col(timestamp_with_time_zone_null("pending_since"))
        .col(integer("wrong"))
        .col(timestamp_with_time_zone_null("last_wrong_at"))
        .foreign_key(&mut of_account("second_factors"))
        .to_owned();
    manager.create_table(factors).await?;
    index(manager, "second_factors", &["account_id"], true).await?;

    let codes = Table::create()
        .table("recovery_codes")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(string("code_hash"))
        .col(timestamp_with_time_zone_null("used_at"))
        .foreign_key(&mut of_account("recovery_codes"))
        .to_owned();
    manager.create_table(codes).await?;
    index(manager, "recovery_codes", &["account_id", "code_hash"], true).await?;

    let removals = Table::create()
        .table("second_factor_removals")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(uuid("removed_by"))
        .col(text("reason"))
        .col(timestamp_with_time_zone("removed_at"))
        .foreign_key(&mut of_account("second_factor_removals"))
        .to_owned();
    manager.create_table(removals).await?;
    index(manager, "second_factor_removals", &["account_id"], false).await
}

async fn sign_in(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let challenges = Table::create()
        .table("sign_in_challenges")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(string("token_hash"))
        .col(string("step"))
        .col(integer("tries"))
        .col(uuid("attempts_id"))
        .col(uuid_null("device_id"))
        .col(timestamp_with_time_zone("begun_at"))
        .foreign_key(&mut of_account("sign_in_challenges"))
        .to_owned();
    manager.create_table(challenges).await?;
    index(manager, "sign_in_challenges", &["token_hash"], true).await?;
    index(manager, "sign_in_challenges", &["account_id"], false).await?;
    index(manager, "sign_in_challenges", &["begun_at"], false).await?;

    let devices = Table::create()
        .table("known_devices")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(string("token_hash"))
        .col(timestamp_with_time_zone("last_used_at"))
        .foreign_key(&mut of_account("known_devices"))
        .to_owned();
    manager.create_table(devices).await?;
    index(manager, "known_devices", &["token_hash"], true).await?;
    index(manager, "known_devices", &["account_id"], false).await?;
    index(manager, "known_devices", &["last_used_at"], false).await?;

    // No foreign key, because tries for e-mail addresses that nobody has are counted, too.
    let attempts = Table::create()
        .table("sign_in_attempts")
        .col(uuid("id").primary_key())
        .col(integer("wrong"))
        .col(timestamp_with_time_zone_null("last_wrong_at"))
        .col(integer("pending"))
        .col(timestamp_with_time_zone_null("last_begun_at"))
        .to_owned();
    manager.create_table(attempts).await?;
    index(manager, "sign_in_attempts", &["last_begun_at"], false).await
}

async fn resets(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // A reset has no account when nobody has the address. It counts towards the limit all the same.
    let resets = Table::create()
        .table("password_resets")
        .col(uuid("id").primary_key())
        .col(uuid_null("account_id"))
        .col(string("email_index"))
        .col(string("address_index"))
        .col(string("token_hash"))
        .col(boolean("counts"))
        .col(timestamp_with_time_zone("asked_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .foreign_key(&mut of_account("password_resets"))
        .to_owned();
    manager.create_table(resets).await?;
    index(manager, "password_resets", &["token_hash"], true).await?;
    index(manager, "password_resets", &["account_id"], false).await?;
    index(manager, "password_resets", &["email_index", "asked_at"], false).await?;
    index(manager, "password_resets", &["address_index", "asked_at"], false).await?;
    index(manager, "password_resets", &["asked_at"], false).await
}
