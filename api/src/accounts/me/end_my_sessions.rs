use actix_web::delete;
use actix_web::web::Data;
use domain::account::SessionEnd;
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::sessions;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[derive(Serialize, ToSchema)]
pub struct EndedSessionsView {
    /// How many sessions ended.
    #[schema(minimum = 0, example = 2)]
    pub ended: u64,
}

#[utoipa::path(
    tag = "accounts",
    summary = "End all my other sessions",
    description = "Signs out all my devices except this one. Repeating it changes nothing more.",
    security(("session" = ["resident"])),
    responses((status = 200, description = "How many ended", body = EndedSessionsView)),
)]
#[delete("/v1/me/sessions")]
pub async fn end_my_sessions(app: Data<App>, caller: Resident) -> Result<Reply, Problem> {
    let (me, this) = (caller.account(), caller.authority().session);
    app.write(&caller, async move |tx| {
        let ended = sessions::end_others(tx, me, Some(this), SessionEnd::EndedByOwner).await?;
        tx.audit("end_my_sessions", me.0);
        Ok(Reply::ok(&EndedSessionsView { ended }))
    })
    .await
}
