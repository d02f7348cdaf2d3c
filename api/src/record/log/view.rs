//! The log as outsiders see it.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::note::Note;

/// The length and the tree root of the log, signed: a signed note (c2sp.org/signed-note) that holds a checkpoint
/// (c2sp.org/tlog-checkpoint).
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckpointView {
    /// The vote, or the owners' decision.
    pub vote_id: Uuid,
    /// How many leaves the log has.
    #[schema(example = 214)]
    pub size: u64,
    /// The note, byte for byte. Keep it: what is published later can be checked against it.
    pub note: String,
    /// The verifier key of the signature: name, hash and Ed25519 key, joined by `+`.
    pub key: String,
}

/// Proof that a leaf is in the log: combine the hash of `leaf` with `hashes` as RFC 9162, section 2.1.3.2, says; the
/// result must be the root in the checkpoint.
#[derive(Debug, Serialize, ToSchema)]
pub struct InclusionView {
    /// The vote, or the owners' decision.
    pub vote_id: Uuid,
    /// Hex.
    pub commitment: String,
    /// The leaf, byte for byte as it is hashed.
    pub leaf: String,
    /// Its place in the log, from 0.
    pub index: u64,
    /// Hex, the lowest first.
    pub hashes: Vec<String>,
    /// The checkpoint of the tree that contains the leaf.
    pub checkpoint: CheckpointView,
}

/// Proof that the present log begins with the log of `from` leaves, unchanged (RFC 9162, section 2.1.4.2).
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsistencyView {
    /// The vote, or the owners' decision.
    pub vote_id: Uuid,
    pub from: u64,
    /// The hashes of the proof, hex; empty when nothing was appended since.
    pub hashes: Vec<String>,
    pub checkpoint: CheckpointView,
}

/// One leaf: `{"kind":"rules",…}`, `{"kind":"cast","commitment":…,"supersedes":…}` or `{"kind":"void","commitment":…}`.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogLeafView {
    pub index: u64,
    /// Byte for byte as it is hashed.
    pub leaf: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LogLeaves {
    /// How many at most.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u8>,
    /// The `next_cursor` of the page before.
    #[param(max_length = 200)]
    pub cursor: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// The size of the log that the client knows already, from 1 to the present size.
    #[param(minimum = 1, maximum = 1_000_000_000)]
    pub from: u64,
}

impl CheckpointView {
    pub fn new(vote: Uuid, note: Note) -> Self {
        Self { vote_id: vote, size: note.size, note: note.text, key: note.key }
    }
}
