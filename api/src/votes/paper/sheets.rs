//! Sheets of paper on their way into the urn: what was keyed is stored sealed until the sheet is settled, and then
//! deleted.

use domain::ids::{AccountId, BallotId, PaperBallotId};
use domain::vote::Vote;
use domain::vote::ballot::Ballot;
use domain::vote::paper::{Agreed, Keyed, Keying, KeyingStage, PaperBallot, Serial};
use domain::vote::turnout::Channel;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::infra::clock::scattered_id;
use crate::infra::db::Tx;
use crate::infra::keys::{Keyring, Place};
use crate::problem::Problem;
use crate::record::receipts;
use crate::votes::casting::{Taken, WrittenBallot, seal, with_ballot};
use crate::votes::store::{BallotRow, PaperRow};
use crate::votes::{log, store};

with_ballot! {
    /// What a person reads from the sheet in their hand.
    #[derive(Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    #[schema(example = json!({"serial": "1-0017", "choices": [1]}))]
    pub struct SheetRead {
        /// The serial on the sheet: number of the batch and of the sheet.
        #[schema(min_length = 6, max_length = 9, pattern = "^[1-9][0-9]{0,2}-[0-9]{4}$", example = "1-0017")]
        serial: String,
    }
}

impl SheetRead {
    pub fn parse(self) -> Result<(Serial, WrittenBallot), Problem> {
        let serial = Serial::parse(&self.serial).ok_or_else(|| {
            let (en, zh) = ("must look like 1-0017", "应形如 1-0017");
            Problem::field("/serial", "malformed", en, zh)
        })?;
        Ok((serial, self.into()))
    }
}

/// The first entry of a sheet.
pub fn keyed_once(
    keys: &Keyring,
    vote: &Vote,
    batch: &domain::vote::paper::Batch,
    serial: Serial,
    keyed: &Keyed,
) -> PaperRow {
    let id = PaperBallotId(scattered_id());
    PaperRow {
        id,
        vote: vote.id,
        batch: batch.id,
        serial,
        stage: KeyingStage::KeyedOnce,
        first_by: keyed.by,
        first_entry: Some(seal::seal_entry(keys, vote.id, first(id.0), &keyed.ballot)),
        second_by: None,
        second_entry: None,
        resolved_by: None,
    }
}

/// The row of a sheet that was returned unused, so that nobody keys it.
pub fn taken_back(batch: &domain::vote::paper::Batch, serial: Serial, by: AccountId) -> PaperRow {
    PaperRow {
        id: PaperBallotId(scattered_id()),
        vote: batch.vote,
        batch: batch.id,
        serial,
        stage: KeyingStage::TakenBack,
        first_by: by,
        first_entry: None,
        second_by: None,
        second_entry: None,
        resolved_by: None,
    }
}

/// Opens what was keyed from a sheet.
pub fn open(keys: &Keyring, row: &PaperRow) -> Result<PaperBallot, Problem> {
    let read = |by: AccountId, entry: &Option<Vec<u8>>, place: Place| {
        let ballot = seal::open_entry(keys, row.vote, place, entry.as_ref()?)?;
        Some(Keyed { by, ballot })
    };
    let state = || {
        Some(match row.stage {
            KeyingStage::Accepted => Keying::Accepted,
            KeyingStage::TakenBack => Keying::TakenBack,
            KeyingStage::KeyedOnce => Keying::Once(read(row.first_by, &row.first_entry, first(row.id.0))?),
            KeyingStage::Mismatch => Keying::Mismatch(
                read(row.first_by, &row.first_entry, first(row.id.0))?,
                read(row.second_by?, &row.second_entry, second(row.id.0))?,
            ),
        })
    };
    let state = state().ok_or_else(|| {
        tracing::error!(paper = %row.id, "a keyed sheet does not open");
        Problem::broken()
    })?;
    Ok(PaperBallot { id: row.id, vote: row.vote, batch: row.batch, serial: row.serial, state })
}

/// The row when the second entry differs: it is stored beside the first.
pub fn differs(keys: &Keyring, row: PaperRow, by: AccountId, ballot: &Ballot) -> PaperRow {
    let entry = seal::seal_entry(keys, row.vote, second(row.id.0), ballot);
    PaperRow { stage: KeyingStage::Mismatch, second_by: Some(by), second_entry: Some(entry), ..row }
}

/// Stores the sheet after an entry. A ballot that was agreed on goes into the urn and the log, under the sheet's
/// serial.
pub async fn record(tx: &Tx, keys: &Keyring, row: PaperRow, agreed: Agreed) -> Result<PaperRow, Problem> {
    let Agreed::Yes(ballot) = agreed else {
        store::update_paper(tx, &row).await?;
        return Ok(row);
    };
    let row = PaperRow { stage: KeyingStage::Accepted, first_entry: None, second_entry: None, ..row };
    store::update_paper(tx, &row).await?;
    let id = BallotId(scattered_id());
    let taken = Taken::sign(keys, row.vote, receipts::fresh_nonce(), ballot, tx.now());
    let sheet = BallotRow { id, vote: row.vote, sealed: seal::seal(keys, id, &taken) };
    if !store::insert_ballot(tx, &sheet, &row.serial.voter(), Channel::Paper).await? {
        tracing::error!(paper = %row.id, "a sheet lies in the urn twice");
        return Err(Problem::broken());
    }
    log::wait(tx, keys, row.vote, taken.commitment(), None).await?;
    Ok(row)
}

fn first(row: Uuid) -> Place {
    Place { table: "paper_ballots", column: "first_entry", row }
}

fn second(row: Uuid) -> Place {
    Place { table: "paper_ballots", column: "second_entry", row }
}
