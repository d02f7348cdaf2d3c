//! Rights over one's data: what was agreed to and refused, and exports until they are fetched.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of_account =
            |table: &'static str| ForeignKey::create().from(table, "account_id").to("accounts", "id").to_owned();
        let decisions = Table::create()
            .table("consent_decisions")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(string("purpose"))
            .col(string("policy_version"))
            .col(string("text_hash"))
            .col(string("decision"))
            .col(string("channel"))
            .col(timestamp_with_time_zone("decided_at"))
            .col(binary_null("guardian"))
            .col(string("proof"))
            .foreign_key(&mut of_account("consent_decisions"))
            .to_owned();
        manager.create_table(decisions).await?;
        index(manager, "consent_decisions", &["account_id", "purpose", "id"], false).await?;

        // Proofs of the decisions of people who were erased. Nothing in them leads to a person.
        let proofs = Table::create()
            .table("consent_proofs")
            .col(string("proof").primary_key())
            .col(timestamp_with_time_zone("kept_until"))
            .to_owned();
        manager.create_table(proofs).await?;
        index(manager, "consent_proofs", &["kept_until"], false).await?;

        let exports = Table::create()
            .table("exports")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(string("code_hash"))
            .col(binary_null("content"))
            .col(big_integer("bytes"))
            .col(timestamp_with_time_zone("made_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("fetched_at"))
            .foreign_key(&mut of_account("exports"))
            .to_owned();
        manager.create_table(exports).await?;
        index(manager, "exports", &["account_id"], true).await?;
        index(manager, "exports", &["expires_at"], false).await?;
        index(manager, "accounts", &["erase_after"], false).await?;

        // The service seals the names it finds in clear when it starts: a migration has no keys.
        manager.alter_table(Table::alter().table("accounts").add_column(binary_null("name")).to_owned()).await?;

        // These ids are deleted, because nobody was asked whether they may be stored.
        let mut unasked = Query::update();
        unasked.table("wechat_identities").value("unionid", Expr::value(Option::<Vec<u8>>::None));
        manager.execute(unasked.to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_end = Index::drop().name("accounts_by_erase_after").table("accounts").to_owned();
        manager.drop_index(by_end).await?;
        manager.alter_table(Table::alter().table("accounts").drop_column("name").to_owned()).await?;
        for table in ["exports", "consent_proofs", "consent_decisions"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
