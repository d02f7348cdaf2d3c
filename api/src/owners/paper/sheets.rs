//! What follows when a sheet is keyed again: its ballot is taken, the sheet is discarded, or it waits for a third
//! person.

use domain::ids::AccountId;
use domain::owner::decision::OwnersDecision;
use domain::owner::sheet::{Reading, Settled, Sheet};
use domain::vote::paper::{Keyed, KeyingStage};

use super::sheet_view::OwnerSheetView;
use crate::infra::db::Tx;
use crate::owners::casting::{Said, take};
use crate::owners::store::{self, CastBy};
use crate::problem::Problem;
use crate::state::App;

/// The person who keyed the sheet this time: the second one, with what they read, or the third.
pub enum Hand {
    Second(Keyed<Reading>),
    Third(AccountId),
}

/// Stores what keying the sheet again came to.
pub async fn record(
    app: &App,
    tx: &Tx,
    decision: &OwnersDecision,
    sheet: &Sheet,
    settled: Settled,
    hand: Hand,
) -> Result<OwnerSheetView, Problem> {
    let (second, third) = match &hand {
        Hand::Second(keyed) => (Some(keyed), None),
        Hand::Third(by) => (None, Some(*by)),
    };
    let stage = match settled {
        Settled::Discarded => {
            store::discard_sheet(tx, sheet.id).await?;
            return Ok(OwnerSheetView::new(sheet, None));
        }
        Settled::InDoubt(_) => KeyingStage::Mismatch,
        Settled::Counts(voice) => {
            take(app, tx, decision, Said { head: &sheet.head, voice, nonce: None, by: CastBy::Sheet }).await?;
            KeyingStage::Accepted
        }
    };
    store::update_sheet(tx, sheet.id, stage, second, third).await?;
    Ok(OwnerSheetView::new(sheet, Some(stage)))
}
