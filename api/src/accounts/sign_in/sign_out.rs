use actix_web::delete;
use actix_web::web::Data;
use domain::account::SessionEnd;

use crate::accounts::sessions::store;
use crate::http::caller::Session;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Sign out",
    description = "Ends the session that made this request; its tokens have no effect any more.",
    security(("session" = ["resident"])),
    responses((status = 204, description = "Signed out")),
)]
#[delete("/v1/auth/sessions/current")]
pub async fn sign_out(app: Data<App>, caller: Session) -> Result<Reply, Problem> {
    let session = caller.authority().session;
    app.write(&caller, async move |tx| {
        store::end_session(tx, session, SessionEnd::SignedOut).await?;
        tx.change_authority();
        tx.audit("sign_out", session.0);
        Ok(Reply::no_content())
    })
    .await
}
