use actix_web::get;
use actix_web::web::Data;

use super::consents::store;
use super::consents::view::{ConsentView, ConsentsView};
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "List my consents",
    description = "Everything that I agreed to, refused and withdrew, with version, words and time. `read_me` says \
        what I have still to be asked.",
    security(("session" = ["resident"])),
    responses((status = 200, description = "What I decided", body = ConsentsView)),
)]
#[get("/v1/me/consents")]
pub async fn list_my_consents(app: Data<App>, caller: Resident) -> Result<Reply, Problem> {
    let items = store::of(app.db().reads(), caller.account()).await?.into_iter().map(ConsentView::from).collect();
    Ok(Reply::ok(&ConsentsView { items }))
}
