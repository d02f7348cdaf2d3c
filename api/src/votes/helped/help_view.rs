use domain::ids::AssistedBallotId;
use domain::vote::Vote;
use domain::vote::help::{Help, Reference};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::infra::keys::{Keyring, Place};
use crate::problem::Problem;
use crate::votes::casting::ReceiptView;
use crate::votes::casting::Taken;
use crate::votes::store::HelpRow;
use crate::votes::words::{ConsentKindWord, HelpEndWord, HelpMethodWord};

/// What the resident gets, printed: it shows that a ballot was taken for them, and never what was chosen.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssistedBallotReceipt {
    /// With this id the resident can take the ballot back (`cancel_assisted_ballot`).
    pub id: Uuid,
    pub method: HelpMethodWord,
    pub consent_kind: ConsentKindWord,
    pub receipt: ReceiptView,
}

impl AssistedBallotReceipt {
    pub fn new(keys: &Keyring, vote: &Vote, help: &Help, taken: &Taken) -> Self {
        let receipt = ReceiptView::new(keys, vote, taken);
        Self { id: help.id.0, method: help.method.into(), consent_kind: help.consent.into(), receipt }
    }
}

/// Shows that somebody was helped: by whom, how, and what shows that they wanted it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssistedBallotView {
    pub id: Uuid,
    /// The person who was helped; where households vote, everybody of the household.
    #[schema(max_items = 100)]
    pub voters: Vec<HelpedView>,
    pub helper_account_id: Uuid,
    #[schema(example = "李主任")]
    pub helper_name: String,
    pub method: HelpMethodWord,
    pub consent_kind: ConsentKindWord,
    #[schema(example = "协助投票确认书 2026-017")]
    pub consent_reference: String,
    /// How it ended: taken back, or replaced by another assisted ballot. Null otherwise, even when a ballot by another
    /// channel took its place.
    pub ended: Option<HelpEndWord>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HelpedView {
    pub account_id: Uuid,
    #[schema(example = "王阿姨")]
    pub display_name: String,
}

fn place_of(help: AssistedBallotId) -> Place {
    Place { table: "assisted_ballots", column: "reference", row: help.0 }
}

pub fn seal_reference(keys: &Keyring, help: AssistedBallotId, reference: &Reference) -> Vec<u8> {
    keys.seal(place_of(help), reference.as_str().as_bytes())
}

pub fn open_reference(keys: &Keyring, row: &HelpRow) -> Result<String, Problem> {
    keys.open_text(place_of(row.help.id), &row.reference).map_err(|error| {
        tracing::error!(%error, help = %row.help.id, "a stored reference does not open");
        Problem::broken()
    })
}
