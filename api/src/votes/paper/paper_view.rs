use chrono::{DateTime, Utc};
use domain::vote::ballot::Ballot;
use domain::vote::paper::{Batch, BatchFacts};
use domain::vote::rule::{BallotForm, OptionNumber};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::record::words::KeyingStageWord;
use crate::votes::store::PaperRow;

/// A pile of sheets, numbered from 1. A serial has the number of the batch before that of the sheet: `1-0017`.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperBatchView {
    pub id: Uuid,
    pub vote_id: Uuid,
    /// The batch's number within the vote.
    #[schema(example = 1)]
    pub number: u16,
    /// How many sheets were printed.
    #[schema(example = 50)]
    pub sheets: u16,
    pub opened_at: DateTime<Utc>,
    /// To how many voters a sheet was handed.
    pub handed_out: u64,
    /// Sheets returned unused and torn up; their voters count as having no sheet.
    pub taken_back: u64,
    /// Sheets that count: two people keyed the same, or a third settled a difference.
    pub accepted: u64,
    pub keyed_once: u64,
    pub mismatches: u64,
    /// Null while it is open.
    pub closed: Option<PaperCountView>,
}

/// The hand count with which the batch was closed.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperCountView {
    pub at: DateTime<Utc>,
    /// Sheets that came back, counted by hand.
    pub returned: u64,
    /// Of these, the ones that are no ballot.
    pub spoiled: u64,
}

impl PaperBatchView {
    pub fn new(batch: &Batch, facts: BatchFacts) -> Self {
        let closed = batch.closed;
        Self {
            id: batch.id.0,
            vote_id: batch.vote.0,
            number: batch.number,
            sheets: batch.sheets,
            opened_at: batch.opened_at,
            handed_out: closed.map_or(facts.handed_out, |closed| closed.handed_out),
            taken_back: facts.taken_back,
            accepted: facts.accepted,
            keyed_once: facts.keyed_once,
            mismatches: facts.mismatches,
            closed: closed.map(|closed| PaperCountView {
                at: closed.at,
                returned: closed.count.returned,
                spoiled: closed.count.spoiled,
            }),
        }
    }
}

/// A sheet that was keyed, without what is on it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperBallotView {
    pub id: Uuid,
    pub vote_id: Uuid,
    #[schema(example = "1-0017")]
    pub serial: String,
    pub stage: KeyingStageWord,
}

impl From<&PaperRow> for PaperBallotView {
    fn from(row: &PaperRow) -> Self {
        Self { id: row.id.0, vote_id: row.vote.0, serial: row.serial.to_string(), stage: row.stage.into() }
    }
}

/// A sheet that two people read differently.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaperMismatchView {
    pub id: Uuid,
    #[schema(example = "1-0017")]
    pub serial: String,
    /// The two readings; null for the two people who keyed them, because a third settles the difference.
    #[schema(max_items = 2)]
    pub readings: Option<Vec<SheetReadingView>>,
}

/// What one person read. Lists that the vote's method does not ask for are null.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetReadingView {
    #[schema(max_items = 20)]
    pub choices: Option<Vec<u8>>,
    #[schema(max_items = 20)]
    pub ranking: Option<Vec<Vec<u8>>>,
    #[schema(max_items = 20)]
    pub scores: Option<Vec<Option<u8>>>,
}

impl From<&Ballot> for SheetReadingView {
    fn from(ballot: &Ballot) -> Self {
        let none = Self { choices: None, ranking: None, scores: None };
        match ballot.form() {
            BallotForm::Marks => Self { choices: Some(ballot.marks().map(OptionNumber::get).collect()), ..none },
            BallotForm::Ranking => {
                let groups = ballot.ranks().iter();
                let groups = groups.map(|group| group.iter().map(|option| option.get()).collect());
                Self { ranking: Some(groups.collect()), ..none }
            }
            BallotForm::Scores => Self { scores: Some(ballot.scores().to_vec()), ..none },
        }
    }
}
