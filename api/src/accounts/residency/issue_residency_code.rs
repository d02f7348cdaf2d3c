use actix_web::post;
use actix_web::web::Data;
use domain::account::CardCode;
use domain::ids::UnitId;
use domain::residency::{Code, Household, Reach};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::home::{self, CommitteeWord, DoorWord};
use super::residency_codes::{self, Fingerprint, ResidencySlipView};
use crate::http::body::Body;
use crate::http::caller::Moderator;
use crate::http::reply::Reply;
use crate::places;
use crate::problem::{OfField, Problem};
use crate::state::App;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewResidencyCode {
    unit_id: Uuid,
    #[schema(inline)]
    committee_code: CommitteeWord,
    /// Give it together with `room` for a code for one household. Leave out both for a code for anybody of the
    /// committee; each person then says where they live.
    #[schema(inline)]
    building: Option<DoorWord>,
    #[schema(inline)]
    room: Option<DoorWord>,
    /// How often the code may be used: 1–20 times for a household, 1–500 for a committee.
    #[serde(default = "once")]
    #[schema(minimum = 1, maximum = 500, default = 1)]
    uses: u16,
    /// For how many days the code is good.
    #[serde(default = "month")]
    #[schema(minimum = 1, maximum = 90, default = 30)]
    days: u16,
}

fn once() -> u16 {
    1
}

fn month() -> u16 {
    Code::LIFE_DAYS
}

impl NewResidencyCode {
    fn parse(&self) -> Result<(Reach, u16, u16), Problem> {
        let committee = self.committee_code.parse()?;
        let reach = match home::door_if_given(self.building.as_ref(), self.room.as_ref())? {
            Some((building, room)) => {
                Reach::Household(Household::new(committee, &building, &room).field("/committee_code")?)
            }
            None => Reach::Committee(home::committee(committee)?),
        };
        let uses = Code::uses_of(&reach, self.uses).field("/uses")?;
        if !(1..=Code::LIFE_DAYS_MAX).contains(&self.days) {
            return Err(Problem::field("/days", "out_of_range", "must be 1 to 90", "应为 1 至 90"));
        }
        Ok((reach, uses, self.days))
    }
}

#[utoipa::path(
    tag = "accounts",
    summary = "Issue a residency code",
    description = "Makes a code to print and hand over. Everybody who claims their residency with it is verified at \
        once. The issuer answers for these residencies, and can't use the code. It is shown only in this answer, which \
        is stored nowhere: if the answer is lost, revoke the code and issue another.",
    request_body = NewResidencyCode,
    security(("session" = ["moderator"])),
    responses((status = 201, description = "The slip to print", body = ResidencySlipView)),
)]
#[post("/v1/residency-codes")]
pub async fn issue_residency_code(
    app: Data<App>,
    caller: Moderator,
    body: Body<NewResidencyCode>,
) -> Result<Reply, Problem> {
    let (reach, uses, days) = body.0.parse()?;
    caller.over_area(reach.committee())?;
    let (inner, by, unit) = (App::clone(&app), caller.account(), UnitId(body.0.unit_id));
    app.write(&caller, async move |tx| {
        home::must_lie_in(tx, unit, reach.committee()).await?;
        let committee = places::area(tx.conn(), reach.committee()).await?;
        let secret = CardCode::from_bits(rand::random());
        let code = Code {
            id: tx.id().into(),
            unit,
            reach,
            uses,
            used: 0,
            issued_by: by,
            issued_at: tx.now(),
            expires_at: Code::expiry(tx.now(), days),
            revoked_at: None,
        };
        residency_codes::store::insert(tx, &code, Fingerprint::of(inner.keys(), &secret)).await?;
        tx.audit("issue_residency_code", code.id.0);
        let slip = ResidencySlipView::new(&code, &secret, &committee.name);
        Ok(Reply::created("/v1/residency-codes".to_owned(), &slip))
    })
    .await
}
