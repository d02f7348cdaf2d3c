use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use domain::ids::UnitId;
use domain::residency::fold;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::home::{self, CommitteeWord, DoorWord};
use super::household_lists::store;
use crate::http::caller::Moderator;
use crate::http::page::{Listing, Paging};
use crate::http::query::Listed;
use crate::http::reply::Reply;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListHouseholdEntries {
    /// The unit in which the committee lies.
    unit_id: Uuid,
    /// Code of the residents' committee whose list is read.
    #[param(min_length = 12, max_length = 12, pattern = "^31[0-9]{10}$", example = "310101020004")]
    committee_code: String,
    /// Only this door. Give `room`, too.
    #[param(min_length = 1, max_length = 20, example = "3号")]
    building: Option<String>,
    /// The room of that door. Give `building`, too.
    #[param(min_length = 1, max_length = 20, example = "502")]
    room: Option<String>,
}

/// A line of the committee's household list.
#[derive(Serialize, ToSchema)]
pub struct HouseholdEntryView {
    pub id: Uuid,
    #[schema(example = "3号")]
    pub building: String,
    #[schema(example = "502")]
    pub room: String,
    /// The middle digits are hidden.
    #[schema(example = "+86138****8000")]
    pub phone: String,
    #[schema(example = "王芳")]
    pub name: Option<String>,
    /// When the entry is deleted.
    pub expires_at: DateTime<Utc>,
}

#[utoipa::path(
    tag = "accounts",
    summary = "List household entries",
    description = "The entries of a committee's imported list, or of one door of it, so that a claim can be checked: \
        names, and numbers with the middle digits hidden. Each reading is an event of the audit trail.",
    params(ListHouseholdEntries, Paging),
    security(("session" = ["moderator"])),
    responses((status = 200, description = "A page of entries; empty if there is no list, or if it has expired", body = Listing<HouseholdEntryView>)),
)]
#[get("/v1/household-entries")]
pub async fn list_household_entries(
    app: Data<App>,
    caller: Moderator,
    query: Listed<ListHouseholdEntries>,
) -> Result<Reply, Problem> {
    let Listed(query, paging) = query;
    let committee = home::in_query(CommitteeWord(query.committee_code).parse())?;
    let (building, room) = (query.building.map(DoorWord), query.room.map(DoorWord));
    let door = home::in_query(home::door_if_given(building.as_ref(), room.as_ref()))?;
    let door = door.map(|(building, room)| (fold(building.as_str()), fold(room.as_str())));
    caller.over_area(&committee)?;
    let (inner, unit) = (App::clone(&app), UnitId(query.unit_id));
    app.write(&caller, async move |tx| {
        let page = paging.page("list_household_entries", inner.keys())?;
        let Some(list) = store::live(tx.conn(), unit, &committee, tx.now()).await? else {
            let nothing = page.listing(Vec::new(), |_: &HouseholdEntryView| String::new(), |view| view);
            return Ok(Reply::ok(&nothing));
        };
        let door = door.as_ref().map(|(building, room)| (building.as_str(), room.as_str()));
        let known = store::page(tx.conn(), inner.keys(), list.id, door, &page).await?;
        tx.audit("list_household_entries", list.id.0);
        let view = |known: store::Known| HouseholdEntryView {
            id: known.id,
            phone: known.phone.masked(),
            name: known.name.map(|name| name.as_str().to_owned()),
            building: known.building,
            room: known.room,
            expires_at: list.expires_at,
        };
        Ok(Reply::ok(&page.listing(known, |known| known.id.to_string(), view)))
    })
    .await
}
