use actix_web::post;
use actix_web::web::Data;
use domain::account::SessionEnd;
use domain::area::AreaCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::accounts::me::EndedSessionsView;
use crate::accounts::sessions::store;
use crate::http::body::Keyed;
use crate::http::caller::CityAdministrator;
use crate::http::reply::Reply;
use crate::places;
use crate::problem::{Named as _, OfField, Problem};
use crate::state::App;

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignedOutWord {
    /// The people who hold, or will hold, a post in the area.
    Staff,
    /// Everybody, residents included.
    Everybody,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndAllSessions {
    whom: SignedOutWord,
    /// Required with `staff`, refused otherwise.
    #[schema(min_length = 2, max_length = 12, pattern = "^31([0-9]{4}([0-9]{3}([0-9]{3})?)?)?$", example = "310101")]
    area_code: Option<String>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "End all sessions",
    description = "Signs out every device of an area's staff and planners, or of everybody, within a second on every \
        instance. Only this session stays. Use it when secrets have leaked.",
    request_body = EndAllSessions,
    security(("session" = ["city_administrator"])),
    responses((status = 200, description = "How many ended", body = EndedSessionsView)),
)]
#[post("/v1/sessions/end")]
pub async fn end_all_sessions(
    app: Data<App>,
    caller: CityAdministrator,
    body: Keyed<EndAllSessions>,
) -> Result<Reply, Problem> {
    let area = body.value.area_code.as_deref().map(AreaCode::parse).transpose().field("/area_code")?;
    match (body.value.whom, &area) {
        (SignedOutWord::Staff, Some(_)) | (SignedOutWord::Everybody, None) => {}
        (SignedOutWord::Staff, None) => {
            return Err(Problem::field("/area_code", "missing", "is needed with staff", "选择 staff 时必填"));
        }
        (SignedOutWord::Everybody, Some(_)) => {
            let en = "must be absent with everybody, who are not of one area";
            return Err(Problem::field("/area_code", "out_of_place", en, "选择 everybody 时不应填写"));
        }
    }
    let (me, keep) = (caller.account(), caller.authority().session);
    app.once(&caller, &body.key, async move |tx| {
        if let Some(area) = &area {
            places::area(tx.conn(), area).await.named("/area_code")?;
        }
        let ended = store::end_all_sessions(tx, area.as_ref(), keep, SessionEnd::EndedByAdministrator).await?;
        tx.change_authority();
        tx.audit("end_all_sessions", me.0);
        Ok(Reply::ok(&EndedSessionsView { ended }))
    })
    .await
}
