use actix_web::post;
use actix_web::web::Data;
use chrono::{DateTime, SubsecRound as _, Utc};
use domain::ids::UnitId;
use domain::owner::decision::{Item, NoticeDays, OwnersDecision, State};
use domain::owner::proxy::ProxiesEach;
use domain::text::{Prose, Title};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::decision_view::OwnersDecisionView;
use super::presets::PRESETS;
use crate::http::body::Keyed;
use crate::http::caller::Moderator;
use crate::http::reply::Reply;
use crate::owners::store;
use crate::places;
use crate::problem::{Named as _, OfField as _, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOwnersDecision {
    unit_id: Uuid,
    /// The estate whose register is the roll.
    #[schema(min_length = 1, max_length = 100, example = "桃园小区")]
    estate: String,
    #[schema(min_length = 1, max_length = 100, example = "更换3号楼水泵")]
    title: String,
    /// What is decided, in full.
    #[schema(min_length = 1, max_length = 10000, example = "使用维修资金更换3号楼水泵两台，预算四万二千元。")]
    text: String,
    /// The item of art. 278 that the matter falls under. Items 6 to 8 need three quarters.
    #[schema(minimum = 1, maximum = 9, example = 5)]
    item: u8,
    /// Days between now and the first ballot. If this is absent, those of the item's preset.
    #[schema(minimum = 1, maximum = 90, example = 15)]
    notice_days: Option<u8>,
    /// For how many owners one person may cast by proxy; 3 if absent.
    #[schema(minimum = 1, maximum = 10, example = 3)]
    proxies_per_holder: Option<u8>,
    /// Must be after the end of the notice, and at most 366 days ahead. It can't be moved afterwards.
    closes_at: DateTime<Utc>,
}

#[utoipa::path(
    tag = "owners",
    summary = "Announce an owners' decision",
    description = "Puts a matter to the owners of an estate and begins its notice. Nothing of it can be changed \
        afterwards: if it was announced wrongly, void it and announce it again.",
    request_body = NewOwnersDecision,
    security(("session" = ["moderator"])),
    responses((status = 201, description = "The decision as announced", body = OwnersDecisionView)),
)]
#[post("/v1/owners-decisions")]
pub async fn draft_owners_decision(
    app: Data<App>,
    caller: Moderator,
    body: Keyed<NewOwnersDecision>,
) -> Result<Reply, Problem> {
    let Keyed { value, key } = body;
    let (estate, title) = (Title::parse(&value.estate).field("/estate")?, Title::parse(&value.title).field("/title")?);
    let text = Prose::parse(&value.text).field("/text")?;
    let item = Item::new(value.item)
        .ok_or_else(|| Problem::field("/item", "out_of_range", "must be 1 to 9", "应为 1 至 9"))?;
    let days = value.notice_days.or_else(|| PRESETS.of(item).map(|preset| preset.notice_days));
    let notice = days.and_then(NoticeDays::new);
    let notice =
        notice.ok_or_else(|| Problem::field("/notice_days", "out_of_range", "must be 1 to 90", "应为 1 至 90"))?;
    let most = value.proxies_per_holder.map_or(Some(ProxiesEach::DEFAULT), ProxiesEach::new);
    let most =
        most.ok_or_else(|| Problem::field("/proxies_per_holder", "out_of_range", "must be 1 to 10", "应为 1 至 10"))?;
    let unit = places::in_reach(&app, &caller, UnitId(value.unit_id)).await.named("/unit_id")?.id();
    let (by, closes_at) = (caller.account(), value.closes_at.trunc_subsecs(6));
    app.once(&caller, &key, async move |tx| {
        let decision = OwnersDecision {
            id: tx.id().into(),
            unit,
            estate,
            title,
            text,
            item,
            notice,
            proxies_each: Some(most),
            announced_by: by,
            announced_at: tx.now(),
            closes_at,
            state: State::Announced,
        };
        decision.check().field("/closes_at")?;
        store::insert_decision(tx, &decision).await?;
        tx.audit("draft_owners_decision", decision.id.0);
        let location = format!("/v1/owners-decisions/{}", decision.id);
        Ok(Reply::created(location, &OwnersDecisionView::new(&decision, tx.now())))
    })
    .await
}
