use actix_web::get;
use actix_web::web::Data;
use domain::ids::UnitId;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::register_view::OwnerRegisterView;
use super::store;
use crate::http::caller::Moderator;
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::places;
use crate::problem::{Named as _, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListOwnerRegisters {
    /// The unit whose registers are listed.
    unit_id: Uuid,
}

#[utoipa::path(
    tag = "owners",
    summary = "List owner registers",
    description = "The registers of a unit's estates, the oldest first. Among them are replaced registers on which \
        decisions were opened.",
    params(ListOwnerRegisters, Paging),
    security(("session" = ["moderator"])),
    responses((status = 200, description = "A page of registers", body = Listing<OwnerRegisterView>)),
)]
#[get("/v1/owner-registers")]
pub async fn list_owner_registers(
    app: Data<App>,
    caller: Moderator,
    query: Listed<ListOwnerRegisters>,
) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let page = paging.page("list_owner_registers", app.keys())?;
    let unit = places::in_reach(&app, &caller, UnitId(query.unit_id)).await;
    let unit = unit.named("/unit_id").map_err(Problem::of_parameter)?.id();
    let registers = store::page(app.db().reads(), unit, &page).await?;
    Ok(Reply::ok(&page.listing(registers, |row| row.id.to_string(), |row| OwnerRegisterView::from(&row))))
}
