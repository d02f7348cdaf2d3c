use chrono::{DateTime, Utc};
use domain::ids::AccountId;
use domain::owner::sheet::{Reading, Sheet};
use domain::vote::paper::KeyingStage;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::owners::words::VoiceWord;
use crate::record::words::KeyingStageWord;

/// What is read from a sheet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerSheetRead {
    /// Null when there is no valid sheet of this head: it was keyed by mistake, or is void.
    pub decision: Option<VoiceWord>,
}

impl OwnerSheetRead {
    pub fn reading(&self) -> Reading {
        self.decision.map(Into::into)
    }
}

/// Whose a sheet is and how far it is, never what it says.
#[derive(Serialize, ToSchema)]
pub struct OwnerSheetView {
    pub id: Uuid,
    #[schema(example = "3号/502")]
    pub head: String,
    /// Null when it was discarded: there was no such sheet.
    pub stage: Option<KeyingStageWord>,
    pub entered_at: DateTime<Utc>,
    /// What the two read, of a mismatch, for whoever is neither of them; null otherwise. A null within: no valid sheet.
    #[schema(max_items = 2)]
    pub readings: Option<Vec<Option<VoiceWord>>>,
}

impl OwnerSheetView {
    pub fn new(sheet: &Sheet, stage: Option<KeyingStage>) -> Self {
        let (id, head, entered_at) = (sheet.id.0, sheet.head.as_str().to_owned(), sheet.entered_at);
        Self { id, head, stage: stage.map(Into::into), entered_at, readings: None }
    }

    pub fn shown_to(sheet: &Sheet, reader: AccountId) -> Self {
        let words = |readings: [Reading; 2]| readings.map(|one| one.map(VoiceWord::from)).into();
        Self { readings: sheet.readings(reader).map(words), ..Self::new(sheet, Some(sheet.state.stage())) }
    }
}
