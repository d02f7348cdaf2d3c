use chrono::{DateTime, NaiveDate, Utc};
use domain::consent::Decision;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::policies::{Policy, Purpose};
use super::store::Stored;
use crate::http::words::words;

words! {
    /// given: a yes. refused: a no without a yes before it. withdrawn: a no after a yes.
    ConsentDecisionWord = Decision { Given Refused Withdrawn }
}

/// Where the person was asked.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentChannelWord {
    App,
    MiniProgram,
    Web,
    /// At the residents' committee or the street's hall.
    Desk,
}

impl ConsentChannelWord {
    pub fn word(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::MiniProgram => "mini_program",
            Self::Web => "web",
            Self::Desk => "desk",
        }
    }
}

/// All versions of the policy, the newest first.
#[derive(Serialize, ToSchema)]
pub struct PoliciesView {
    /// The version in effect now.
    #[schema(example = "2026-01")]
    pub present_version: Option<String>,
    pub items: Vec<PolicyView>,
}

/// One version of the policy (PIPL 17): which data is processed for what, on which ground, and for how long.
#[derive(Serialize, ToSchema)]
pub struct PolicyView {
    #[schema(example = "2026-01")]
    pub version: String,
    /// In effect from the beginning of this day in Shanghai.
    pub effective_on: NaiveDate,
    pub text_zh: String,
    pub text_en: String,
    pub contact_zh: String,
    pub contact_en: String,
    /// SHA-256 of the version's texts, hex.
    #[schema(example = "3573c4389fea1e10c5453997e8af320fcd3c8d1ae8e60fca30057fea297321ef")]
    pub text_hash: String,
    pub purposes: Vec<PurposeView>,
}

/// A purpose for which personal data is processed.
#[derive(Serialize, ToSchema)]
pub struct PurposeView {
    /// The word for the path of `give_consent`.
    #[schema(example = "wechat_union")]
    pub purpose: String,
    pub ground: GroundWord,
    /// True if the service can't be used without it.
    pub necessary: bool,
    pub text_zh: String,
    pub text_en: String,
    /// How long the data is kept.
    pub kept_zh: String,
    pub kept_en: String,
    /// SHA-256 of the purpose's texts, hex. Consent is consent to these texts.
    #[schema(example = "3573c4389fea1e10c5453997e8af320fcd3c8d1ae8e60fca30057fea297321ef")]
    pub text_hash: String,
}

/// The ground that makes the processing lawful (PIPL 13).
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroundWord {
    /// PIPL 13 (1).
    Consent,
    /// PIPL 13 (3).
    StatutoryDuty,
}

impl PolicyView {
    pub fn new(policy: &Policy) -> Self {
        Self {
            version: policy.version.clone(),
            effective_on: policy.effective_on,
            text_zh: policy.zh.clone(),
            text_en: policy.en.clone(),
            contact_zh: policy.contact_zh.clone(),
            contact_en: policy.contact_en.clone(),
            text_hash: policy.text_hash(),
            purposes: policy.purposes.iter().map(PurposeView::new).collect(),
        }
    }
}

impl PurposeView {
    fn new(purpose: &Purpose) -> Self {
        Self {
            purpose: purpose.word.clone(),
            ground: if purpose.rests_on_consent() { GroundWord::Consent } else { GroundWord::StatutoryDuty },
            necessary: purpose.necessary,
            text_zh: purpose.zh.clone(),
            text_en: purpose.en.clone(),
            kept_zh: purpose.kept_zh.clone(),
            kept_en: purpose.kept_en.clone(),
            text_hash: purpose.text_hash(),
        }
    }
}

/// What I decided, the newest first. Earlier decisions stay in the list.
#[derive(Serialize, ToSchema)]
pub struct ConsentsView {
    pub items: Vec<ConsentView>,
}

/// One decision.
#[derive(Serialize, ToSchema)]
pub struct ConsentView {
    pub id: Uuid,
    #[schema(example = "wechat_union")]
    pub purpose: String,
    #[schema(example = "2026-01")]
    pub policy_version: String,
    /// Hash of the purpose's texts at that time.
    pub text_hash: String,
    pub decision: ConsentDecisionWord,
    #[schema(example = "mini_program")]
    pub channel: String,
    /// True if a guardian decided.
    pub by_guardian: bool,
    pub decided_at: DateTime<Utc>,
    /// A SHA-256 in hex that stays when the account is erased and that names nobody.
    pub proof: String,
}

impl From<Stored> for ConsentView {
    fn from(stored: Stored) -> Self {
        Self {
            id: stored.id,
            purpose: stored.purpose,
            policy_version: stored.policy_version,
            text_hash: stored.text_hash,
            decision: stored.decision.into(),
            channel: stored.channel,
            by_guardian: stored.by_guardian,
            decided_at: stored.decided_at,
            proof: stored.proof,
        }
    }
}
