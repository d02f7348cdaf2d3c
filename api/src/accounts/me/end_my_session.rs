use actix_web::delete;
use actix_web::web::Data;
use domain::account::SessionEnd;
use domain::ids::SessionId;

use crate::accounts::sessions::store;
use crate::http::caller::Resident;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "End one of my sessions",
    description = "Signs out one of my devices. Ending a session that has already ended changes nothing.",
    security(("session" = ["resident"])),
    responses((status = 204, description = "The session has ended")),
)]
#[delete("/v1/me/sessions/{session}")]
pub async fn end_my_session(app: Data<App>, caller: Resident, session: Id<SessionId>) -> Result<Reply, Problem> {
    let (id, owner) = (session.0, caller.account());
    app.write(&caller, async move |tx| {
        let session = store::session_for_update(tx, id).await?.filter(|session| session.account == owner);
        let session = session.ok_or_else(Problem::not_found)?;
        if store::end_session(tx, session.id, SessionEnd::EndedByOwner).await? {
            tx.change_authority();
            tx.audit("end_my_session", session.id.0);
        }
        Ok(Reply::no_content())
    })
    .await
}
