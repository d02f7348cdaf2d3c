use actix_web::get;
use actix_web::web::Data;

use super::view::MeView;
use super::{appointments, people};
use crate::app::App;
use crate::http::caller::Resident;
use crate::http::problem::Problem;
use crate::http::reply::Reply;

#[utoipa::path(
    tag = "accounts",
    summary = "Read my account",
    description = "Who I am here, and the posts I hold today.",
    security(("session" = ["resident"])),
    responses((status = 200, description = "My account", body = MeView)),
)]
#[get("/v1/me")]
pub async fn read_me(app: Data<App>, caller: Resident) -> Result<Reply, Problem> {
    let (conn, now) = (app.db().reads(), app.clock().now());
    let person = people::store::person(conn, app.keys(), caller.account()).await?;
    let mut held = appointments::store::of(conn, caller.account()).await?;
    held.retain(|appointment| appointment.holds_on(now));
    Ok(Reply::ok(&MeView::new(person, &held)))
}
