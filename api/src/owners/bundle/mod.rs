//! The bundle of an owners' decision: one file with everything that is needed to repeat its count. `openapi/bundle.md`
//! says what is in it and how to check it.

mod recount;
pub mod verify;

pub use verify::verify;

use std::collections::HashMap;

use domain::account::PhoneNumber;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::drafting::{OwnersRules, rules};
use super::result::Counted;
use super::result::OwnersResultView;
use super::words::{OwnerMandateWord, VoiceWord};
use crate::problem::Problem;
use crate::record;
use crate::state::App;

pub const FORMAT: &str = "sanhui/owners-bundle/v1";
const AT_A_TIME: u64 = 5_000;

/// Everything that is needed to repeat the count, offline and with other people's tools.
#[derive(Serialize, ToSchema)]
pub struct OwnersBundleView {
    /// `sanhui/owners-bundle/v1`.
    #[schema(example = "sanhui/owners-bundle/v1")]
    pub format: &'static str,
    pub decision_id: Uuid,
    /// What was fixed when the decision opened. The first leaf holds the same.
    pub rules: OwnersRules,
    /// Verifier keys of the checkpoints: name, hash and Ed25519 key, joined by `+`.
    pub keys: Vec<String>,
    /// The leaves of the log, byte for byte and in order.
    pub leaves: Vec<String>,
    /// Every checkpoint that was signed, as a signed note, the oldest first.
    pub checkpoints: Vec<String>,
    /// The frozen register, sorted bytewise by building and room. `roll_hash` is its hash.
    pub flats: Vec<BundledFlat>,
    /// The ballots that count, by head.
    pub ballots: Vec<BundledBallot>,
    /// The result as published.
    pub result: OwnersResultView,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BundledFlat {
    #[schema(example = "3号")]
    pub building: String,
    #[schema(example = "502")]
    pub room: String,
    /// Exclusive area, in 0.01 m².
    #[schema(example = 8952)]
    pub area: u64,
    /// The head that the flat belongs to: building and room of that head's first flat, or `builder`.
    #[schema(example = "3号/502")]
    pub head: String,
}

/// A ballot and the nonce that opens its commitment: `SHA-256("sanhui/owner-ballot/v1" || decision id, 16 bytes ||
/// nonce, 32 bytes || ballot)`, where the ballot is the text of `decision`, a colon and `head`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BundledBallot {
    pub head: String,
    pub decision: VoiceWord,
    /// Hex.
    pub commitment: String,
    /// Hex.
    pub nonce: String,
    /// Absent if the ballot was not cast by proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<BundledProxy>,
}

/// Says that the ballot was cast by the holder of an owner's proxy.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct BundledProxy {
    /// A number for the holder: the same person has the same number in the whole bundle, and it tells nothing else
    /// about them.
    #[schema(minimum = 1, example = 1)]
    pub holder: u32,
    /// What the mandate says.
    pub says: OwnerMandateWord,
}

/// The bundle of a decision that is over. 404 if it was opened, or a ballot was cast, before the service had logs.
pub async fn of(app: &App, counted: &Counted) -> Result<OwnersBundleView, Problem> {
    let (conn, log) = (app.db().reads(), counted.decision.id.into());
    let (mut leaves, mut from) = (Vec::new(), 0);
    loop {
        let some = record::log::store::leaves(conn, log, from, AT_A_TIME).await?;
        let Some((last, _)) = some.last() else { break };
        from = last.saturating_add(1);
        leaves.extend(some.into_iter().map(|(_, leaf)| leaf));
    }
    // The rules as they were written when the decision opened, which may differ from what this version would write.
    let rules = rules::of_leaf(leaves.first().ok_or_else(Problem::not_found)?).ok_or_else(Problem::broken)?;
    let notes = record::log::store::checkpoints(conn, log).await?;
    let mut keys: Vec<String> = Vec::new();
    for note in &notes {
        if !keys.contains(&note.key) {
            keys.push(note.key.clone());
        }
    }
    let mut numbers: HashMap<&PhoneNumber, u32> = HashMap::new();
    let ballots = counted.voices.iter().map(|(head, row)| {
        let proof = row.proof.as_ref().ok_or_else(Problem::not_found)?;
        let (commitment, nonce) = (proof.commitment.to_string(), hex::encode(proof.nonce.0));
        let proxy = counted.proxy_of(row).map(|proxy| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX).saturating_add(1);
            BundledProxy { holder: *numbers.entry(&proxy.holder).or_insert(next), says: proxy.says.into() }
        });
        Ok(BundledBallot { head: head.as_str().to_owned(), decision: row.voice.into(), commitment, nonce, proxy })
    });
    let flats = counted.register.lines().map(|(flat, area, head)| BundledFlat {
        building: flat.building.clone(),
        room: flat.room.clone(),
        area,
        head: head.as_str().to_owned(),
    });
    Ok(OwnersBundleView {
        format: FORMAT,
        decision_id: counted.decision.id.0,
        rules,
        keys,
        leaves,
        checkpoints: notes.into_iter().map(|note| note.text).collect(),
        flats: flats.collect(),
        ballots: ballots.collect::<Result<_, Problem>>()?,
        result: OwnersResultView::new(counted, app.clock().now()),
    })
}
