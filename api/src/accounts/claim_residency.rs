use actix_web::post;
use actix_web::web::Data;
use domain::area::AreaCode;
use domain::ids::UnitId;
use domain::residency::{Household, Place, Residency, State};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::people;
use super::residencies::store;
use super::view::{ResidencyKindWord, ResidencyView};
use crate::app::App;
use crate::http::body::Keyed;
use crate::http::caller::Resident;
use crate::http::problem::{Named as _, OfField, Problem};
use crate::http::reply::Reply;
use crate::places;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewResidency {
    unit_id: Uuid,
    /// Code of the residents' committee, one inside the unit's streets.
    #[schema(min_length = 12, max_length = 12, pattern = "^31[0-9]{10}$", example = "310101020004")]
    committee_code: String,
    #[schema(min_length = 1, max_length = 20, example = "3号")]
    building: String,
    #[schema(min_length = 1, max_length = 20, example = "502")]
    room: String,
    kind: ResidencyKindWord,
}

impl NewResidency {
    fn household(&self) -> Result<Household, Problem> {
        let committee = AreaCode::parse(&self.committee_code).field("/committee_code")?;
        let building = Place::parse(&self.building).field("/building")?;
        let room = Place::parse(&self.room).field("/room")?;
        Household::new(committee, &building, &room).field("/committee_code")
    }
}

#[utoipa::path(
    tag = "accounts",
    summary = "Claim a residency",
    description = "Says that I live or work in a unit. A moderator of the committee or street checks it; until then it gives no right. Nobody else sees it.",
    request_body = NewResidency,
    security(("session" = ["resident"])),
    responses((status = 201, description = "The claim, waiting for a check", body = ResidencyView)),
)]
#[post("/v1/me/residencies")]
pub async fn claim_residency(app: Data<App>, caller: Resident, body: Keyed<NewResidency>) -> Result<Reply, Problem> {
    let household = body.value.household()?;
    let (unit, kind, me) = (UnitId(body.value.unit_id), body.value.kind.into(), caller.account());
    let inner = App::clone(&app);
    app.once(&caller, &body.key, async move |tx| {
        let unit = places::unit(tx.conn(), unit).await.named("/unit_id")?;
        places::area(tx.conn(), household.committee()).await.named("/committee_code")?;
        if !unit.areas().iter().any(|street| street.covers(household.committee())) {
            let (en, zh) = ("is not in a street of this unit", "不在该单元所属街镇内");
            return Err(Problem::field("/committee_code", "outside_the_unit", en, zh));
        }
        people::store::lock(tx, me).await?;
        Residency::may_claim(&store::of(tx.conn(), me).await?, unit.id(), kind)?;
        let claim = Residency {
            id: tx.id().into(),
            account: me,
            unit: unit.id(),
            household,
            kind,
            claimed_at: tx.now(),
            state: State::Claimed,
        };
        store::insert(tx, &claim).await?;
        tx.audit("claim_residency", claim.id.0);
        let name = people::public_name(tx.conn(), inner.keys(), me).await?;
        Ok(Reply::created("/v1/me/residencies".to_owned(), &ResidencyView::new(&claim, name)))
    })
    .await
}
