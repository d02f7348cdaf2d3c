use actix_web::post;
use actix_web::web::Data;
use domain::facility::FacilityKind;
use domain::geo::Position;
use domain::ids::{MeetingId, UnitId};
use domain::meeting::Meeting;
use domain::need::{self, Need, Wording};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::raise;
use super::view::{FacilityWord, NeedView};
use crate::http::body::Keyed;
use crate::http::caller::Resident;
use crate::http::reply::Reply;
use crate::infra::db::Tx;
use crate::meetings;
use crate::places::{self, DatumWord, PositionBody};
use crate::problem::{Named as _, OfField as _, Problem};
use crate::state::App;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNeed {
    unit_id: Uuid,
    /// A hearing of the unit that is announced or open.
    meeting_id: Option<Uuid>,
    #[schema(min_length = 2, max_length = 1000, example = "小区门口的路灯坏了半年，晚上老人不敢出门。")]
    text: String,
    /// The place that the need is about, if there is one.
    place: Option<PositionBody>,
    /// The kind of facility that is missing or wrong, if the need is about one.
    facility: Option<FacilityWord>,
}

struct Draft {
    unit: UnitId,
    hearing: Option<MeetingId>,
    wording: Wording,
    place: Option<Position>,
    facility: Option<FacilityKind>,
}

impl NewNeed {
    fn parse(&self) -> Result<Draft, Problem> {
        Ok(Draft {
            unit: self.unit_id.into(),
            hearing: self.meeting_id.map(Into::into),
            wording: Wording::parse(&self.text).field("/text")?,
            place: self.place.map(|place| place.parse("/place")).transpose()?,
            facility: self.facility.map(Into::into),
        })
    }
}

#[utoipa::path(
    tag = "needs",
    summary = "Submit a need",
    description = "Says what is missing or wrong in a unit, at any time or at a hearing. The need is public at once, without its author's name.",
    request_body = NewNeed,
    security(("session" = ["resident"])),
    responses((status = 201, description = "The need", body = NeedView)),
)]
#[post("/v1/needs")]
pub async fn submit_need(app: Data<App>, caller: Resident, body: Keyed<NewNeed>) -> Result<Reply, Problem> {
    let draft = body.value.parse()?;
    let datum = body.value.place.map_or(DatumWord::Wgs84, |place| place.datum);
    let author = caller.account();
    app.once(&caller, &body.key, async move |tx| {
        let Draft { unit, hearing, wording, place, facility } = draft;
        places::unit(tx.conn(), unit).await.named("/unit_id")?;
        let hearing = match hearing {
            Some(id) => Some(announced(tx, id).await.named("/meeting_id")?),
            None => None,
        };
        let new = need::NewNeed { id: tx.id().into(), unit, author, wording, place, facility };
        let need = Need::submit(new, hearing.as_ref(), tx.now())?;
        raise(tx, &need).await?;
        tx.audit("submit_need", need.id.0);
        Ok(Reply::created(format!("/v1/needs/{}", need.id), &NeedView::new(&need, datum)))
    })
    .await
}

/// 404 also for a meeting that is not announced: naming its id must not show that it exists.
async fn announced(tx: &Tx, id: MeetingId) -> Result<Meeting, Problem> {
    let meeting = meetings::meeting_for_share(tx, id).await?;
    if meeting.is_public() { Ok(meeting) } else { Err(Problem::not_found()) }
}
