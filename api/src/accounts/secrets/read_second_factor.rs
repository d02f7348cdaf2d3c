use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::factors::store;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[derive(Serialize, ToSchema)]
pub struct SecondFactorView {
    /// True if every sign-in asks for it.
    pub is_active: bool,
    pub activated_at: Option<DateTime<Utc>>,
    /// How many recovery codes are unused.
    #[schema(minimum = 0, maximum = 10, example = 10)]
    pub recovery_codes_left: u64,
}

#[utoipa::path(
    tag = "accounts",
    summary = "Read my second factor",
    description = "Whether a second factor is active, since when, and how many recovery codes are left.",
    security(("session" = ["resident"])),
    responses((status = 200, description = "My second factor", body = SecondFactorView)),
)]
#[get("/v1/me/second-factor")]
pub async fn read_second_factor(app: Data<App>, caller: Resident) -> Result<Reply, Problem> {
    let (conn, me) = (app.db().reads(), caller.account());
    let active = store::factor(conn, app.keys(), me).await?.and_then(|known| known.active);
    let recovery_codes_left = store::codes_left(conn, me).await?;
    let (is_active, activated_at) = (active.is_some(), active.map(|active| active.since));
    Ok(Reply::ok(&SecondFactorView { is_active, activated_at, recovery_codes_left }))
}
