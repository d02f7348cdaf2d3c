//! Other ways in: WeChat identities, printed sign-in cards, and what a phone code was asked for.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Codes sent before there were purposes have none: they are for signing in.
        let purpose = Table::alter().table("phone_codes").add_column(string_null("purpose")).to_owned();
        manager.alter_table(purpose).await?;
        let account = Table::alter().table("phone_codes").add_column(uuid_null("account_id")).to_owned();
        manager.alter_table(account).await?;
        index(manager, "phone_codes", &["account_id"], false).await?;

        let identities = Table::create()
            .table("wechat_identities")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(string("app_id"))
            .col(string("openid_index"))
            .col(binary("openid"))
            .col(binary_null("unionid"))
            .col(timestamp_with_time_zone("bound_at"))
            .foreign_key(ForeignKey::create().from("wechat_identities", "account_id").to("accounts", "id"))
            .to_owned();
        manager.create_table(identities).await?;
        index(manager, "wechat_identities", &["app_id", "openid_index"], true).await?;
        index(manager, "wechat_identities", &["account_id"], false).await?;

        let cards = Table::create()
            .table("sign_in_cards")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(string("code_hash"))
            .col(uuid("issued_by"))
            .col(timestamp_with_time_zone("issued_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("redeemed_at"))
            .col(timestamp_with_time_zone_null("voided_at"))
            .foreign_key(ForeignKey::create().from("sign_in_cards", "account_id").to("accounts", "id"))
            .to_owned();
        manager.create_table(cards).await?;
        index(manager, "sign_in_cards", &["code_hash"], true).await?;
        index(manager, "sign_in_cards", &["account_id"], false).await?;

        let tries = Table::create()
            .table("wrong_tries")
            .col(uuid("id").primary_key())
            .col(string("who"))
            .col(timestamp_with_time_zone("tried_at"))
            .to_owned();
        manager.create_table(tries).await?;
        index(manager, "wrong_tries", &["who", "tried_at"], false).await?;
        index(manager, "wrong_tries", &["tried_at"], false).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["wrong_tries", "sign_in_cards", "wechat_identities"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        // SQLite can't drop a column that an index uses.
        let mut by_account = Index::drop();
        by_account.name("phone_codes_by_account_id").table("phone_codes");
        manager.drop_index(by_account).await?;
        for column in ["account_id", "purpose"] {
            manager.alter_table(Table::alter().table("phone_codes").drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
