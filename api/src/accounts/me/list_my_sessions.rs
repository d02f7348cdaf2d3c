use actix_web::get;
use actix_web::web::Data;

use crate::accounts::sessions::store;
use crate::accounts::view::{SessionView, SessionsView};
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "List my sessions",
    description = "The devices on which I am signed in, the newest sign-in first.",
    security(("session" = ["resident"])),
    responses((status = 200, description = "My sessions", body = SessionsView)),
)]
#[get("/v1/me/sessions")]
pub async fn list_my_sessions(app: Data<App>, caller: Resident) -> Result<Reply, Problem> {
    let now = app.clock().now();
    let sessions = store::sessions_of(app.db().reads(), caller.account()).await?;
    let live = sessions.into_iter().filter(|session| session.state.is_live(now));
    let items = live.map(|session| SessionView::new(session, caller.authority().session)).collect();
    Ok(Reply::ok(&SessionsView { items }))
}
