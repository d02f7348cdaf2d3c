use actix_web::get;
use actix_web::web::Data;
use domain::area::AreaCode;
use domain::ids::AccountId;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::appointments::store::{self, Filter};
use crate::accounts::people;
use crate::accounts::view::{AppointmentView, RoleWord, name_of};
use crate::http::caller::Staff;
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::problem::{Kind, OfField, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListAppointments {
    /// Only posts in this area and below. If absent, in all areas that my appointments cover.
    #[param(min_length = 2, max_length = 12, pattern = "^31([0-9]{4}([0-9]{3}([0-9]{3})?)?)?$", example = "310101020")]
    area: Option<String>,
    /// Only posts of this person.
    account_id: Option<Uuid>,
    /// Only posts of this role.
    role: Option<RoleWord>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "List appointments",
    description = "The people who hold, held or will hold posts in the areas that my appointments cover, the oldest \
        appointment first.",
    params(ListAppointments, Paging),
    security(("session" = ["moderator", "steward", "city_administrator"])),
    responses((status = 200, description = "A page of appointments", body = Listing<AppointmentView>)),
)]
#[get("/v1/appointments")]
pub async fn list_appointments(
    app: Data<App>,
    caller: Staff,
    query: Listed<ListAppointments>,
) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let wanted = query.area.as_deref().map(AreaCode::parse).transpose().field("area")?;
    let mine: Vec<AreaCode> = caller.posts().map(|post| post.area().clone()).collect();
    let inside = match wanted {
        None => mine,
        Some(area) if mine.iter().any(|own| own.covers(&area)) => vec![area],
        Some(_) => return Err(Problem::new(Kind::NotYourArea)),
    };
    let page = paging.page("list_appointments", app.keys())?;
    let filter = Filter { inside, account: query.account_id.map(AccountId), role: query.role.map(Into::into) };
    let (conn, now) = (app.db().reads(), app.clock().now());
    let appointments = store::list(conn, &filter, &page).await?;
    let names =
        people::public_names(conn, app.keys(), appointments.iter().map(|appointment| appointment.account)).await?;
    let view = |one: domain::appointment::Appointment| AppointmentView::new(&one, name_of(&names, one.account), now);
    Ok(Reply::ok(&page.listing(appointments, |appointment| appointment.id.to_string(), view)))
}
