use actix_web::get;
use actix_web::web::Data;

use super::view::{
    ChannelsStateView, DatabaseKindWord, DatabaseStateView, KeyStateView, RedisStateWord, ServiceStateView,
};
use crate::http::caller::SystemAdministrator;
use crate::http::reply::Reply;
use crate::infra::keys::{Root, State};
use crate::infra::outbox;
use crate::infra::settings::SmsProvider;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "operation",
    summary = "Read the service's state",
    description = "Version, schema, messages that wait in the outbox, which channels have a provider, names of the keys, whether Redis answers. No secret and nobody's data.",
    security(("session" = ["system_administrator"])),
    responses((status = 200, description = "As the instance that answers sees it", body = ServiceStateView)),
)]
#[get("/v1/service-state")]
pub async fn read_service_state(app: Data<App>, _: SystemAdministrator) -> Result<Reply, Problem> {
    let (db, settings) = (app.db(), app.settings());
    let (schema, pending_migrations) = db.schema().await?;
    let kind = if db.is_postgres() { DatabaseKindWord::Postgresql } else { DatabaseKindWord::Sqlite };
    let (ring, now) = (app.keys().ring(), app.clock().now());
    let key = |root: &Root| KeyStateView {
        id: root.id.clone(),
        state: ring.state(&root.id, now).map_or("", State::word),
        from_at: root.from,
    };
    let view = ServiceStateView {
        version: env!("CARGO_PKG_VERSION"),
        now,
        database: DatabaseStateView { kind, schema, pending_migrations },
        outbox: outbox::backlog(db.reads()).await?.into(),
        channels: ChannelsStateView {
            mail: settings.smtp_url.is_some(),
            sms: matches!(settings.sms.provider, SmsProvider::Aliyun | SmsProvider::Tencent),
            wechat: !settings.wechat.app_id.is_empty(),
        },
        keys: ring.current_first(now).map(key).collect(),
        redis: match (settings.redis_url.is_some(), app.limits().reaches_redis().await) {
            (false, _) => RedisStateWord::NotConfigured,
            (true, Some(true)) => RedisStateWord::Reachable,
            (true, Some(false) | None) => RedisStateWord::Unreachable,
        },
    };
    Ok(Reply::ok(&view))
}
