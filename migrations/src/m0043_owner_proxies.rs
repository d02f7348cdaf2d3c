//! Owners authorise others in writing: in the app, or on paper at the desk.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::m0001_foundation::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A head has at most one proxy that is not revoked. The query builder has no partial indexes; both databases read this
/// SQL.
const ONE_STANDING: &str =
    "CREATE UNIQUE INDEX owner_proxies_one_standing ON owner_proxies (decision_id, head) WHERE revoked_at IS NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Null for decisions that are stored already, which were announced without a word about proxies.
        let most = small_integer_null("proxies_each").to_owned();
        manager.alter_table(Table::alter().table("owners_decisions").add_column(most).to_owned()).await?;
        let with = uuid_null("proxy_id").to_owned();
        manager.alter_table(Table::alter().table("owner_ballots").add_column(with).to_owned()).await?;

        let proxies = Table::create()
            .table("owner_proxies")
            .col(uuid("id").primary_key())
            .col(uuid("decision_id"))
            .col(string("head"))
            // The holder's telephone number, sealed, and its blind index.
            .col(binary("holder"))
            .col(string("holder_index"))
            .col(string("says"))
            .col(timestamp_with_time_zone_null("until"))
            .col(timestamp_with_time_zone("given_at"))
            // For a proxy that was given in the app.
            .col(uuid_null("giver"))
            // For a proxy on paper: what was seen, the number under which it is filed (sealed), and the people who read
            // it.
            .col(string_null("document"))
            .col(binary_null("reference"))
            .col(uuid_null("recorded_by"))
            .col(uuid_null("confirmed_by"))
            .col(uuid_null("used_by"))
            .col(timestamp_with_time_zone_null("revoked_at"))
            // For a proxy revoked at the desk, with the number of the written revocation (sealed).
            .col(uuid_null("revoked_by"))
            .col(binary_null("revocation"))
            .foreign_key(ForeignKey::create().from("owner_proxies", "decision_id").to("owners_decisions", "id"))
            .to_owned();
        manager.create_table(proxies).await?;
        index(manager, "owner_proxies", &["decision_id", "id"], false).await?;
        index(manager, "owner_proxies", &["holder_index", "decision_id"], false).await?;
        index(manager, "owner_proxies", &["giver"], false).await?;
        index(manager, "owner_proxies", &["used_by"], false).await?;
        manager.get_connection().execute_unprepared(ONE_STANDING).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("owner_proxies").to_owned()).await?;
        for (table, column) in [("owner_ballots", "proxy_id"), ("owners_decisions", "proxies_each")] {
            let column = Alias::new(column);
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
