use chrono::{DateTime, Utc};
use domain::Time;
use domain::owner::decision::{Item, Opening, OwnersDecision, State};
use domain::vote::tally::owners::Measure;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::presets::PRESETS;
use crate::owners::words::{MatterWord, OwnersDecisionStatusWord};

/// A matter that owners decide together, how it is measured, and how far it is.
#[derive(Serialize, ToSchema)]
pub struct OwnersDecisionView {
    pub id: Uuid,
    pub unit_id: Uuid,
    #[schema(example = "桃园小区")]
    pub estate: String,
    #[schema(example = "更换3号楼水泵")]
    pub title: String,
    /// What is decided, in full.
    pub text: String,
    pub preset: OwnersPresetView,
    pub status: OwnersDecisionStatusWord,
    pub announced_at: DateTime<Utc>,
    /// Days between the announcement and the first ballot.
    #[schema(example = 15)]
    pub notice_days: u8,
    /// For how many owners one person may cast by proxy; null if the decision was announced before the service had
    /// proxies.
    #[schema(example = 3)]
    pub proxies_per_holder: Option<u8>,
    /// The decision can be opened from this time on.
    pub notice_until: DateTime<Utc>,
    /// Ballots are taken until just before this time. It is never moved.
    pub closes_at: DateTime<Utc>,
    /// Null until it is opened.
    pub roll: Option<OwnersRollView>,
    pub certified_at: Option<DateTime<Utc>>,
    pub voided_at: Option<DateTime<Utc>>,
    pub void_reason: Option<String>,
    /// Set while the decision is paused: it takes no ballots until it is resumed.
    pub paused_at: Option<DateTime<Utc>>,
    pub pause_reason: Option<String>,
}

/// An item of art. 278, and what the law asks for.
#[derive(Serialize, ToSchema)]
pub struct OwnersPresetView {
    #[schema(minimum = 1, maximum = 9, example = 5)]
    pub item: u8,
    pub matter: MatterWord,
    #[schema(example = "使用建筑物及其附属设施的维修资金")]
    pub title_zh: String,
    pub title_en: String,
    #[schema(example = "民法典第二百七十八条第一款第五项")]
    pub cited: String,
    /// The days of notice if a draft does not say how many.
    #[schema(example = 15)]
    pub notice_days: u8,
    #[schema(example = "预设，请向房管部门核实")]
    pub label_zh: String,
    #[schema(example = "preset, check with your housing office")]
    pub label_en: String,
}

/// The register as it was frozen at the opening.
#[derive(Serialize, ToSchema)]
pub struct OwnersRollView {
    pub register_id: Uuid,
    pub opened_at: DateTime<Utc>,
    /// The register's own hash, in hex.
    #[schema(min_length = 64, max_length = 64)]
    pub hash: String,
    pub total: OwnersMeasureView,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnersMeasureView {
    /// In 0.01 m².
    #[schema(example = 10_742_016)]
    pub area: u64,
    #[schema(example = 1150)]
    pub heads: u64,
}

impl From<Measure> for OwnersMeasureView {
    fn from(Measure { area, heads }: Measure) -> Self {
        Self { area, heads }
    }
}

impl From<&Opening> for OwnersRollView {
    fn from(opening: &Opening) -> Self {
        Self {
            register_id: opening.register.0,
            opened_at: opening.at,
            hash: opening.hash.to_string(),
            total: opening.total.into(),
        }
    }
}

impl From<Item> for OwnersPresetView {
    fn from(item: Item) -> Self {
        let preset = PRESETS.of(item);
        let text = |of: fn(&super::presets::Preset) -> &String| preset.map(of).cloned().unwrap_or_default();
        Self {
            item: item.get(),
            matter: item.matter().into(),
            title_zh: text(|preset| &preset.zh),
            title_en: text(|preset| &preset.en),
            cited: text(|preset| &preset.cited),
            notice_days: preset.map_or(0, |preset| preset.notice_days),
            label_zh: PRESETS.label_zh.clone(),
            label_en: PRESETS.label_en.clone(),
        }
    }
}

impl OwnersDecisionView {
    pub fn new(decision: &OwnersDecision, now: Time) -> Self {
        let (pause, certified_at, void) = match &decision.state {
            State::Announced | State::Open(_) => (None, None, None),
            State::Paused(_, pause) => (Some(pause).filter(|_| now < decision.closes_at), None, None),
            State::Certified(_, certification) => (None, Some(certification.at), None),
            State::Voided(_, void) => (None, None, Some(void)),
        };
        Self {
            id: decision.id.0,
            unit_id: decision.unit.0,
            estate: decision.estate.to_string(),
            title: decision.title.to_string(),
            text: decision.text.to_string(),
            preset: decision.item.into(),
            status: decision.stage(now).into(),
            announced_at: decision.announced_at,
            notice_days: decision.notice.get(),
            proxies_per_holder: decision.proxies_each.map(|most| most.get()),
            notice_until: decision.notice_until(),
            closes_at: decision.closes_at,
            roll: decision.opening().map(OwnersRollView::from),
            certified_at,
            voided_at: void.map(|void| void.at),
            void_reason: void.map(|void| void.reason.to_string()),
            paused_at: pause.map(|pause| pause.at),
            pause_reason: pause.map(|pause| pause.reason.to_string()),
        }
    }
}
