//! The bundle of a vote: everything that is needed to repeat its count, in one file. `openapi/bundle.md` says what is
//! in it and how to check it; `sanhui verify` and `openapi/client/verify.py` do.

pub mod exports;
mod tally;
pub mod verify;
mod writing;

pub use verify::verify;

use domain::vote::ballot::Ballot;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::log::{FixedRules, rules};
use super::result::Counted;
use super::result::ResultView;
use super::store::{self, OpenBallot};
use crate::http::streamed::Streamed;
use crate::problem::Problem;
use crate::record;
use crate::state::App;
use exports::Exports;
use writing::Writing;

pub const FORMAT: &str = "sanhui/bundle/v1";

/// Everything that is needed to repeat the count, offline and with tools of one's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct BundleView {
    /// `sanhui/bundle/v1`.
    #[schema(example = "sanhui/bundle/v1")]
    pub format: &'static str,
    pub vote_id: Uuid,
    /// A rehearsal (演练): it decides nothing.
    pub rehearsal: bool,
    /// What was fixed when the vote opened; the first leaf holds the same.
    #[schema(value_type = FixedRules)]
    pub rules: serde_json::Value,
    /// Verifier keys of the checkpoints: name, hash and Ed25519 key, joined by `+`.
    pub keys: Vec<String>,
    /// The log, byte for byte, in its order.
    pub leaves: Vec<String>,
    /// Every checkpoint that was signed, as a signed note, the oldest first.
    pub checkpoints: Vec<String>,
    /// The live ballots, by commitment.
    pub ballots: Vec<BallotView>,
    /// The result as published.
    pub result: ResultView,
    pub exports: Exports,
}

/// A ballot and what opens its commitment: `SHA-256("sanhui/ballot/v1" || vote id, 16 bytes || nonce, 32 bytes ||
/// ballot)`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BallotView {
    /// Hex.
    pub commitment: String,
    /// Hex.
    pub nonce: String,
    #[schema(example = "marks:1,3")]
    pub ballot: String,
}

impl From<&OpenBallot> for BallotView {
    fn from(one: &OpenBallot) -> Self {
        Self { commitment: one.commitment.to_string(), nonce: hex::encode(one.nonce.0), ballot: one.ballot.canonical() }
    }
}

/// The bundle of a vote that was counted, written piece by piece, so that log and ballots are never in memory as a
/// whole. 404 for a vote held before there were logs.
pub async fn of(app: &App, counted: &Counted) -> Result<Streamed, Problem> {
    let (conn, vote) = (app.db().reads(), &counted.vote);
    let first = record::log::store::leaves(conn, vote.id.into(), 0, 1).await?;
    // The rules as they were written when the vote opened, not as this version of the service would write them.
    let (_, first) = first.first().ok_or_else(Problem::not_found)?;
    let (stated, rules) = rules::of_leaf(first).ok_or_else(Problem::broken)?;
    let notes = record::log::store::checkpoints(conn, vote.id.into()).await?;
    let mut keys: Vec<String> = Vec::new();
    for note in &notes {
        if !keys.contains(&note.key) {
            keys.push(note.key.clone());
        }
    }
    let counts = store::open_counts(conn, vote.id).await?;
    let read = |(canonical, count): (&String, &u64)| Some((*count, Ballot::from_canonical(canonical)?));
    let counts: Option<Vec<(u64, Ballot)>> = counts.iter().map(read).collect();
    let counts = counts.ok_or_else(Problem::broken)?;
    let counts: Vec<(u64, &Ballot)> = counts.iter().map(|(count, ballot)| (*count, ballot)).collect();
    let frame = BundleView {
        format: FORMAT,
        vote_id: vote.id.0,
        rehearsal: vote.rehearsal,
        keys,
        leaves: Vec::new(),
        checkpoints: notes.into_iter().map(|note| note.text).collect(),
        ballots: Vec::new(),
        result: ResultView::from(counted),
        exports: Exports::without_lines(&rules, &vote.rule, counts),
        rules: stated,
    };
    // Checkpoints and result say which leaves and ballots there are, so the frame determines every byte.
    let frame = serde_json::to_string(&frame).map_err(|_| Problem::broken())?;
    let writing = Writing::begin(app, vote.id, counted.tally.heads.cast, &frame).ok_or_else(Problem::broken)?;
    Ok(Streamed::json(frame.as_bytes(), writing.pieces()))
}
