use chrono::{DateTime, Utc};
use domain::ids::AccountId;
use domain::owner::sheet::{Reading, Sheet};
use domain::vote::paper::KeyingStage;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::owners::words::VoiceWord;
use crate::record::words::KeyingStageWord;

/// What a person reads from a sheet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerSheetRead {
    /// Null if there is no valid sheet of this head: it was keyed by mistake, or it is void.
    pub decision: Option<VoiceWord>,
}

impl OwnerSheetRead {
    pub fn reading(&self) -> Reading {
        self.decision.map(Into::into)
    }
}

/// The head of a sheet and how far the sheet is, but not what it says.
#[derive(Serialize, ToSchema)]
pub struct OwnerSheetView {
    pub id: Uuid,
    #[schema(example = "3号/502")]
    pub head: String,
    /// Null if the sheet was discarded because there is no valid one.
    pub stage: Option<KeyingStageWord>,
    pub entered_at: DateTime<Utc>,
    /// What the two people read, if they read different things and the reader of this is neither of them; else null. A
    /// null inside the list means that a person found no valid sheet.
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
