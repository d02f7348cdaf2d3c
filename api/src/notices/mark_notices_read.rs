use actix_web::post;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store;
use crate::http::body::Keyed;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

const MOST: usize = 100;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadNotices {
    #[schema(min_items = 1, max_items = 100)]
    notice_ids: Vec<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct MarkedView {
    /// How many were marked by this request. Notices that were marked before, or that are another person's, are not
    /// counted.
    #[schema(minimum = 0, maximum = 100)]
    pub marked: u64,
}

#[utoipa::path(
    tag = "notices",
    summary = "Mark notices as read",
    description = "Marks notices of mine as read. Other people's notices, and those that are marked already, stay as \
        they are.",
    request_body = ReadNotices,
    security(("session" = ["resident"])),
    responses((status = 200, description = "How many were marked", body = MarkedView)),
)]
#[post("/v1/me/notices/read")]
pub async fn mark_notices_read(app: Data<App>, caller: Resident, body: Keyed<ReadNotices>) -> Result<Reply, Problem> {
    let (ids, me) = (body.value.notice_ids, caller.account());
    if !(1..=MOST).contains(&ids.len()) {
        return Err(Problem::field("/notice_ids", "out_of_range", "must be 1 to 100 ids", "应为 1 至 100 个编号"));
    }
    app.once(&caller, &body.key, async move |tx| {
        let marked = store::mark_read(tx, me, &ids).await?;
        tx.audit("mark_notices_read", me.0);
        Ok(Reply::ok(&MarkedView { marked }))
    })
    .await
}
