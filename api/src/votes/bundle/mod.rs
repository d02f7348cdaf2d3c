//! The bundle of a vote: everything that is needed to repeat its count, in one file. `openapi/bundle.md` says what is in it
//! and how to check it; `sanhui verify` and `openapi/client/verify.py` do.

pub mod checks;
pub mod exports;
mod tally;
pub mod verify;

use domain::ids::VoteId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::count::Counted;
use super::log;
use super::log::rules::{self, FixedRules};
use super::result_view::ResultView;
use super::store::{self, OpenBallot};
use crate::app::App;
use crate::http::problem::Problem;
use exports::Exports;

pub const FORMAT: &str = "sanhui/bundle/v1";
const AT_A_TIME: u64 = 5_000;

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
    pub rules: FixedRules,
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

/// A ballot and what opens its commitment: `SHA-256("sanhui/ballot/v1" || vote id, 16 bytes || nonce, 32 bytes || ballot)`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BallotView {
    /// Hex.
    pub commitment: String,
    /// Hex.
    pub nonce: String,
    #[schema(example = "marks:1,3")]
    pub ballot: String,
}

/// The bundle of a vote that was counted. 404 where it was held before there were logs.
pub async fn of(app: &App, counted: &Counted) -> Result<BundleView, Problem> {
    let (conn, vote) = (app.db().reads(), &counted.vote);
    let leaves = leaves(app, vote.id).await?;
    // As they were put down when it opened, not as this version of the service would.
    let rules = rules::of_leaf(leaves.first().ok_or_else(Problem::not_found)?).ok_or_else(Problem::broken)?;
    let notes = log::store::checkpoints(conn, vote.id).await?;
    let mut keys: Vec<String> = Vec::new();
    for note in &notes {
        if !keys.contains(&note.key) {
            keys.push(note.key.clone());
        }
    }
    let opened = ballots(app, vote.id).await?;
    let exports = Exports::of(&rules, &vote.rule, opened.iter().map(|one| (one.commitment.to_string(), &one.ballot)));
    let ballots = opened.iter().map(|one| BallotView {
        commitment: one.commitment.to_string(),
        nonce: hex::encode(one.nonce.0),
        ballot: one.ballot.canonical(),
    });
    Ok(BundleView {
        format: FORMAT,
        vote_id: vote.id.0,
        rehearsal: vote.rehearsal,
        rules,
        keys,
        leaves,
        checkpoints: notes.into_iter().map(|note| note.text).collect(),
        ballots: ballots.collect(),
        result: ResultView::from(counted),
        exports,
    })
}

async fn leaves(app: &App, vote: VoteId) -> Result<Vec<String>, Problem> {
    let (mut leaves, mut from) = (Vec::new(), 0);
    loop {
        let some = log::store::leaves(app.db().reads(), vote, from, AT_A_TIME).await?;
        let Some((last, _)) = some.last() else { return Ok(leaves) };
        from = last.saturating_add(1);
        leaves.extend(some.into_iter().map(|(_, leaf)| leaf));
    }
}

async fn ballots(app: &App, vote: VoteId) -> Result<Vec<OpenBallot>, Problem> {
    let (mut ballots, mut after) = (Vec::new(), None);
    loop {
        let some = store::open_after(app.db().reads(), vote, after, AT_A_TIME).await?;
        let Some(last) = some.last() else { return Ok(ballots) };
        after = Some(last.commitment);
        ballots.extend(some);
    }
}
