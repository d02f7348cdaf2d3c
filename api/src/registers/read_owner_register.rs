use actix_web::get;
use actix_web::web::Data;
use domain::ids::OwnerRegisterId;

use super::reach::in_reach;
use super::register_view::OwnerRegisterView;
use crate::http::caller::Moderator;
use crate::http::path::Id;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[utoipa::path(
    tag = "owners",
    summary = "Read an owner register",
    description = "The totals of a register and its hash. It names nobody.",
    security(("session" = ["moderator"])),
    responses((status = 200, description = "The register", body = OwnerRegisterView)),
)]
#[get("/v1/owner-registers/{register}")]
pub async fn read_owner_register(
    app: Data<App>,
    caller: Moderator,
    register: Id<OwnerRegisterId>,
) -> Result<Reply, Problem> {
    let register = in_reach(&app, &caller, register.0).await?;
    Ok(Reply::ok(&OwnerRegisterView::from(&register)))
}
