use chrono::{DateTime, Utc};
use domain::facility::FacilityKind;
use domain::need::{Need, SubmitRefusal};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::words::words;
use crate::places::{DatumWord, PositionBody};
use crate::problem::{Kind, Problem};

words! {
    /// One of the twenty kinds of facility (十全十美): ten basic, then ten quality.
    FacilityWord = FacilityKind {
        PartyService CommunityCouncil ConvenienceShopping HealthCare ElderlyCare
        Nursery CulturalActivity Sports EmergencyRelief PublicSpace
        Nature LifelongLearning AfterSchoolCare Wellness EverydayServices
        CulturalOutreach EmploymentSupport StartUpSpace SmartScene MunicipalEnvironment
    }
}

/// A need (需求), as the resident said it. Who said it is not public.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeedView {
    pub id: Uuid,
    pub unit_id: Uuid,
    /// The hearing it was submitted to.
    pub meeting_id: Option<Uuid>,
    #[schema(example = "小区门口的路灯坏了半年，晚上老人不敢出门。")]
    pub text: String,
    pub place: Option<PositionBody>,
    pub facility: Option<FacilityWord>,
    pub submitted_at: DateTime<Utc>,
}

impl NeedView {
    pub fn new(need: &Need, datum: DatumWord) -> Self {
        Self {
            id: need.id.0,
            unit_id: need.unit.0,
            meeting_id: need.hearing.map(|hearing| hearing.0),
            text: need.wording.to_string(),
            place: need.place.map(|place| PositionBody::new(place, datum)),
            facility: need.facility.map(Into::into),
            submitted_at: need.submitted_at,
        }
    }
}

impl From<SubmitRefusal> for Problem {
    fn from(refusal: SubmitRefusal) -> Self {
        Self::new(match refusal {
            SubmitRefusal::HearingNotCollecting => Kind::HearingNotCollecting,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_and_what_is_stored_is_one_word() {
        for kind in FacilityKind::ALL {
            assert_eq!(serde_json::to_value(FacilityWord::from(*kind)).unwrap(), kind.word());
        }
    }
}
