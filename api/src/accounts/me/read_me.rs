use actix_web::get;
use actix_web::web::Data;

use super::present;
use crate::accounts::view::MeView;
use crate::http::caller::Owner;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "accounts",
    summary = "Read my account",
    description = "My account, the posts that I hold today, and the purposes about which I have still to be asked \
        for consent. It can also be read while the account waits to be erased.",
    security(("session" = ["resident"])),
    responses((status = 200, description = "My account", body = MeView)),
)]
#[get("/v1/me")]
pub async fn read_me(app: Data<App>, caller: Owner) -> Result<Reply, Problem> {
    let view = present::read(app.db().reads(), app.keys(), caller.account(), app.clock().now()).await?;
    Ok(Reply::ok(&view))
}
