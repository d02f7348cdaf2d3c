//! The turnout and the result of a decision, condition by condition, so that the losing side can follow it.

use chrono::{DateTime, Utc};
use domain::Time;
use domain::ids::OwnersDecisionId;
use domain::owner::decision::{Leg, OwnersDecision, What, legs};
use domain::owner::turnout::Building;
use domain::register::{Head, Holding};
use domain::vote::tally::owners::{Decision, Voice};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::count::Counted;
use crate::infra::keys::Keyring;
use crate::owners::casting::OwnersReceiptView;
use crate::owners::drafting::{OwnersMeasureView, OwnersPresetView};
use crate::owners::store::BallotRow;
use crate::owners::words::{OwnersDecisionStatusWord, OwnersLegWord, OwnersMeasureWord, VoiceWord};
use crate::record::words::ChannelWord;

/// How much took part so far. It tells nothing of what was voted.
#[derive(Serialize, ToSchema)]
pub struct OwnersTurnoutView {
    pub decision_id: Uuid,
    pub status: OwnersDecisionStatusWord,
    pub total: OwnersMeasureView,
    pub participating: OwnersMeasureView,
    /// Participation by area and by heads.
    pub legs: Vec<OwnersLegView>,
    pub by_building: Vec<OwnersBuildingView>,
}

/// A building, measured in flats and area: heads are not counted, because one head may have flats in several buildings.
#[derive(Serialize, ToSchema)]
pub struct OwnersBuildingView {
    /// Null for the line of all buildings with fewer than ten flats.
    #[schema(example = "3号")]
    pub building: Option<String>,
    pub flats: u64,
    /// The flats whose heads have a ballot.
    pub flats_returned: u64,
    /// In 0.01 m².
    pub area: u64,
    pub area_returned: u64,
}

#[derive(Serialize, ToSchema)]
pub struct OwnersResultView {
    pub decision_id: Uuid,
    /// closed: the result is preliminary. certified: it is final.
    pub status: OwnersDecisionStatusWord,
    pub preset: OwnersPresetView,
    /// The hash of the frozen register.
    #[schema(min_length = 64, max_length = 64)]
    pub roll_hash: String,
    pub total: OwnersMeasureView,
    /// Everybody who returned a ballot. Silence is neither participation nor consent.
    pub participating: OwnersMeasureView,
    pub in_favour: OwnersMeasureView,
    pub against: OwnersMeasureView,
    pub abstaining: OwnersMeasureView,
    /// The part of `participating` that was cast by proxy; absent if the decision was announced before the service had
    /// proxies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_proxy: Option<OwnersMeasureView>,
    /// Participation by area and by heads, approval by area and by heads. All four must be met.
    pub legs: Vec<OwnersLegView>,
    pub passed: bool,
    #[schema(example = "Not passed: 1 of 4 conditions is not met.")]
    pub explained_en: String,
    #[schema(example = "未通过：四项条件中有1项未达到。")]
    pub explained_zh: String,
    pub certified_at: Option<DateTime<Utc>>,
}

/// A condition: `part` of `whole` must reach a share. In numbers and in words.
#[derive(Serialize, ToSchema)]
pub struct OwnersLegView {
    pub what: OwnersLegWord,
    pub of: OwnersMeasureWord,
    /// In 0.01 m² or in heads.
    pub part: u64,
    pub whole: u64,
    /// `more than` num/den if true, else `at least` num/den.
    pub strictly: bool,
    pub num: u32,
    pub den: u32,
    /// The smallest `part` that meets the condition.
    pub needed: u64,
    pub met: bool,
    #[schema(example = "4 owners of 6 owners took part; at least 2/3 was needed, that is 4 owners: reached.")]
    pub explained_en: String,
    #[schema(example = "参与表决的业主人数4人，全体6人；要求不少于2/3，即至少4人：达到。")]
    pub explained_zh: String,
}

/// The ballot of a head, with the head's flats.
#[derive(Serialize, ToSchema)]
pub struct OwnerBallotView {
    /// Building and room of the head's first flat, or `builder`.
    #[schema(example = "3号/502")]
    pub head: String,
    #[schema(example = json!(["3号/502", "3号/503"]))]
    pub flats: Vec<String>,
    /// The area of all these flats, in 0.01 m².
    #[schema(example = 15_962)]
    pub area: u64,
    /// Null while the head has no ballot.
    pub decision: Option<VoiceWord>,
    pub cast_at: Option<DateTime<Utc>>,
    /// Null while the head has no ballot.
    pub channel: Option<ChannelWord>,
    /// For owners of this head, when they cast or read their own ballots, and for the holder who cast; null otherwise.
    pub receipt: Option<OwnersReceiptView>,
}

impl From<&Leg> for OwnersLegView {
    fn from(leg: &Leg) -> Self {
        Self {
            what: leg.what.into(),
            of: leg.of.into(),
            part: leg.part,
            whole: leg.whole,
            strictly: leg.share.cmp() == domain::vote::quorum::Cmp::Gt,
            num: leg.share.num(),
            den: leg.share.den(),
            needed: leg.needed(),
            met: leg.met(),
            explained_en: leg.in_english(),
            explained_zh: leg.in_chinese(),
        }
    }
}

impl OwnersTurnoutView {
    pub fn new(decision: &OwnersDecision, counted: &Decision, buildings: &[Building], now: Time) -> Self {
        let legs = legs(counted);
        let participation = legs.iter().filter(|leg| leg.what == What::Participation);
        Self {
            decision_id: decision.id.0,
            status: decision.stage(now).into(),
            total: counted.total.into(),
            participating: counted.participating.into(),
            legs: participation.map(OwnersLegView::from).collect(),
            by_building: buildings.iter().map(OwnersBuildingView::from).collect(),
        }
    }
}

impl From<&Building> for OwnersBuildingView {
    fn from(one: &Building) -> Self {
        Self {
            building: one.building.clone(),
            flats: one.total.flats,
            flats_returned: one.returned.flats,
            area: one.total.area,
            area_returned: one.returned.area,
        }
    }
}

impl OwnersResultView {
    pub fn new(counted: &Counted, now: Time) -> Self {
        let Counted { decision, register, voices, .. } = counted;
        let result = counted.result();
        let legs: Vec<OwnersLegView> = legs(&result).iter().map(OwnersLegView::from).collect();
        let missed = legs.iter().filter(|leg| !leg.met).count();
        let of = |voice| register.measure(|head| voices.get(head).is_some_and(|row| row.voice == voice)).into();
        Self {
            decision_id: decision.id.0,
            status: decision.stage(now).into(),
            preset: decision.item.into(),
            roll_hash: register.hash().to_string(),
            total: result.total.into(),
            participating: result.participating.into(),
            in_favour: result.in_favour.into(),
            against: of(Voice::Against),
            abstaining: of(Voice::Abstain),
            by_proxy: counted.by_proxy().map(Into::into),
            passed: result.passed(),
            explained_en: match (result.passed(), missed) {
                (true, _) => "Passed: all 4 conditions are met.".to_owned(),
                (false, 1) => "Not passed: 1 of 4 conditions is not met.".to_owned(),
                (false, missed) => format!("Not passed: {missed} of 4 conditions are not met."),
            },
            explained_zh: match result.passed() {
                true => "通过：四项条件全部达到。".to_owned(),
                false => format!("未通过：四项条件中有{missed}项未达到。"),
            },
            legs,
            certified_at: counted.certified_at(),
        }
    }
}

impl OwnerBallotView {
    pub fn new(head: &Head, holding: &Holding<'_>, ballot: Option<&BallotRow>) -> Self {
        Self {
            head: head.as_str().to_owned(),
            flats: holding.flats.iter().map(ToString::to_string).collect(),
            area: holding.area,
            decision: ballot.map(|row| row.voice.into()),
            cast_at: ballot.map(|row| row.cast_at),
            channel: ballot.map(|row| row.channel().into()),
            receipt: None,
        }
    }

    pub fn with_receipt(self, keys: &Keyring, id: OwnersDecisionId, ballot: &BallotRow) -> Self {
        Self { receipt: OwnersReceiptView::of(keys, id, ballot), ..self }
    }
}
